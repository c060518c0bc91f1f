// What a figure is measured in, as it is multiplied, divided and compared.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace pipevane::derive {

class Unit {
 public:
  // A ratio: a number of nothing.
  Unit() = default;
  // As metrics name it: "bytes", "bytes_per_second", "percent". One without a name is a ratio.
  explicit Unit(std::string_view name);

  Unit operator*(const Unit& other) const { return combined(other, 1); }
  Unit operator/(const Unit& other) const { return combined(other, -1); }
  // A ratio times 100 is percent, and percent divided by it a ratio. Of anything else 100 is a
  // weight, which changes no unit; of bytes that is open until it is seen what they are divided by.
  Unit timesHundred(int times) const;
  // The same, with nothing left open.
  Unit settled() const;

  // A count of something leaves the unit of what it is taken times or divided by: bytes for each of
  // so many guests are bytes.
  bool sameAs(const Unit& other) const;
  // As a metric's unit is named; empty where none has this one.
  std::string name() const;
  // The same for people, who are told of any: "bytes times bytes".
  std::string words() const;

  // Made of the same, with the same left open.
  bool operator==(const Unit& other) const = default;

 private:
  // By base unit in the plural, never 0.
  using Powers = std::map<std::string, int, std::less<>>;

  Unit combined(const Unit& other, int sign) const;
  void multiply(std::string_view word, int power);
  Powers withoutCounts() const;
  // What counts of them all.
  int hundreds() const;

  Powers powers_;
  int hundreds_ = 0;  // of percent
  int numbers_ = 0;   // so often it was taken times 100 by a number
};

}  // namespace pipevane::derive

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
  // A ratio times 100 is percent, and percent times 100 nothing that has a name.
  Unit timesHundred(int times) const;

  // A count of something leaves the unit of what it is taken times or divided by: bytes for each of
  // so many guests are bytes.
  bool sameAs(const Unit& other) const;
  // As a metric's unit is named; empty where none has this one.
  std::string name() const;
  // The same for people, who are told of any: "bytes times bytes".
  std::string words() const;

 private:
  // By base unit in the plural, never 0.
  using Powers = std::map<std::string, int, std::less<>>;

  Unit combined(const Unit& other, int sign) const;
  void multiply(std::string_view word, int power);
  Powers withoutCounts() const;

  Powers powers_;
  int hundreds_ = 0;
};

}  // namespace pipevane::derive

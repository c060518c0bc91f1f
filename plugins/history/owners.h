// Whose samples are kept, and how much of the memory each has: where it is full, whoever has most
// makes room, so that one that floods pushes nobody else's samples out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace pipevane::history {

// A cluster.
struct Owner {
  std::string name;
  std::size_t bytes = 0;   // of its samples, with all that belongs to them
  std::size_t series = 0;  // with samples

  std::size_t allBytes() const;  // with its part of the table of series
};

class Owners {
 public:
  // More are taken for one.
  static constexpr std::size_t kMost = 256;

  // Its index, for as long as it has series.
  std::uint16_t named(std::string_view name);
  Owner& operator[](std::size_t index) { return owners_[index]; }
  const Owner& operator[](std::size_t index) const { return owners_[index]; }
  // Who has the most bytes.
  std::uint16_t largest() const;
  // Of all; the table of series is not in it.
  std::size_t bytes() const;

 private:
  // The first is that of all for whom no other is left.
  std::vector<Owner> owners_ = {Owner{.name = "other clusters"}};
};

}  // namespace pipevane::history

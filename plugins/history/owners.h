// Whose samples are kept, and how much of the memory each has: where it is full, whoever has most
// makes room, so that one that floods pushes nobody else's samples out.
#pragma once

#include "plugins/history/tally.h"

#include <pipevane/batch.h>

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pipevane::history {

// A cluster.
struct Owner {
  std::string name;
  Tally tally;             // of it the bytes alone
  std::size_t series = 0;  // with samples
  // Those that have blocks, by the end of their oldest one.
  std::set<std::pair<std::int64_t, SeriesId>> by_age;

  std::size_t bytes() const;  // with all that belongs to its samples
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
  // The same among those that have blocks; the largest where nobody has.
  std::uint16_t largestWithBlocks() const;
  // Of all; the table of series is not in it.
  std::size_t bytes() const;

 private:
  // The first is that of all for whom no other is left.
  std::vector<Owner> owners_ = std::vector<Owner>(1);
};

}  // namespace pipevane::history

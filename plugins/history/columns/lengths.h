// The lengths of time that shares of processors are of: a row of them for each kind of guests of a
// node, which are looked at together. Nobody tells them; they are found by what the shares of one
// time have in common.
#pragma once

#include "plugins/history/columns/cells.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace pipevane::history {

// A length for each row of a chunk.
using LengthRow = std::array<std::int64_t, kRowsMost>;

class Lengths {
 public:
  // Kinds of guests and nodes in a frame. Each takes three bytes a row.
  static constexpr std::size_t kMost = 15;

  // Nothing is found yet. Keeps its memory.
  void clear();

  // Shares in rows, and of how many processors each is: says in which row of lengths they may be,
  // where most of them are in one.
  std::optional<std::uint8_t> find(Cells shares, Cells processors);
  // All shares were there: of what they have in common the lengths are some multiple, the same in
  // all rows where that can be.
  void settle();

  std::size_t count() const { return found_.size(); }
  const LengthRow& operator[](std::size_t which) const { return found_[which]; }

 private:
  // So many columns may be of none before no more are looked at.
  static constexpr std::size_t kMissesMost = 24;

  // A share that is not 0 in a row.
  struct Share {
    std::size_t row;
    double value, processors;
    std::int64_t least = kNotLooked;  // length
  };
  static constexpr std::int64_t kNotLooked = -1;

  bool read(Cells shares, Cells processors);
  bool fit(LengthRow& lengths, std::size_t columns);
  static bool fits(Share& share, std::int64_t& length);
  static std::int64_t timesOf(std::int64_t length, std::int64_t great);

  std::vector<Share> shares_;  // of the column that is looked at
  std::vector<LengthRow> found_;
  std::vector<std::size_t> columns_;  // that were found to be of each
  std::size_t hits_ = 0, misses_ = 0;
  std::vector<std::int64_t> sorted_;
};

}  // namespace pipevane::history

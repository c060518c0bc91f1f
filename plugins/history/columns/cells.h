// A column unpacked: a value and a quality for each row.
#pragma once

#include "plugins/history/codec/integers.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace pipevane::history {

// In place of a quality: the series was not told at that time.
inline constexpr std::uint8_t kNotTold = 7;

struct Cells {
  std::span<double> values;
  std::span<std::uint8_t> qualities;

  bool tells(std::size_t row) const { return qualities[row] != kNotTold; }
  Cells part(std::size_t from, std::size_t count) const {
    return {values.subspan(from, count), qualities.subspan(from, count)};
  }
};

// Of a chunk: twenty minutes at the usual pace.
inline constexpr std::size_t kRowsMost = kIntegersMost;

// A column of a chunk, on the stack.
struct Space {
  std::array<double, kRowsMost> values;
  std::array<std::uint8_t, kRowsMost> qualities;

  // Nothing is told in them.
  Cells cells(std::size_t rows) {
    std::fill_n(qualities.begin(), rows, kNotTold);
    return {std::span(values).first(rows), std::span(qualities).first(rows)};
  }
};

}  // namespace pipevane::history

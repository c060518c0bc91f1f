// A column unpacked: a value and a quality for each row.
#pragma once

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

}  // namespace pipevane::history

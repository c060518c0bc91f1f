// Packs the columns of a chunk, one after the other.
//
// Bits of one: a 1 and the one quality of all rows (3 bits), or a 0 and the qualities of each; then
// a 0 and the values of the rows in which the series is told, or a 1, the rule that these follow
// (3), the columns that it is about (16 each), how many do not (8), and of each of those the row
// (7) and the value as it is. Of what goes beside another column the differences follow instead, as
// whole numbers.
#pragma once

#include "plugins/history/columns/cells.h"
#include "plugins/history/columns/column.h"
#include "plugins/history/columns/column_source.h"
#include "plugins/history/columns/workbench.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace pipevane::history {

inline constexpr unsigned kQualityBits = 3, kRuleBits = 3, kColumnBits = 16, kCountBits = 8,
                          kRowBits = 7;
static_assert(kRowsMost <= 1U << kRowBits);

class Packing {
 public:
  // All of it outlives this. The workbench's bits are where the columns go.
  Packing(std::span<const std::int64_t> times_ms, std::span<const Column> columns,
          ColumnSource& source, Workbench& bench)
      : times_ms_(times_ms), columns_(columns), source_(source), bench_(bench) {}

  // How many samples are told in it.
  std::uint32_t pack(std::size_t column);

 private:
  void packQualities(std::span<const std::uint8_t> qualities);
  void packValues(Cells cells, BitWriter& bits);
  bool besides(const Rule& rule, Cells cells);
  void packShorter(const Rule& rule, Cells cells);
  std::size_t breaches(const Rule& rule, Cells cells);
  void packFollowing(const Rule& rule, Cells cells);

  std::span<const std::int64_t> times_ms_;
  std::span<const Column> columns_;
  ColumnSource& source_;
  Workbench& bench_;
  Space space_;
  std::vector<std::uint8_t> told_, breaches_;  // rows
  std::vector<std::int64_t> besides_;
};

}  // namespace pipevane::history

// Packs the columns of a chunk, one after the other.
//
// Bits of one: a 1 and the one quality of all rows (3 bits), or a 0 and the qualities of each; then
// a 0 and the values of the rows in which the series is told, or a 1, the rule that these follow
// (3), the columns that it is about (16 each), how many do not (8), and of each of those the row
// (7) and the value as it is. Of what goes beside another column the differences follow instead, as
// whole numbers. A share of processors has, behind the rule, no columns, but which row of lengths
// it is of (4) and a hundredfold of the processors (20), those that do not follow, and what they
// worked in each row.
#pragma once

#include "plugins/history/columns/cells.h"
#include "plugins/history/columns/column.h"
#include "plugins/history/columns/column_source.h"
#include "plugins/history/columns/lengths.h"
#include "plugins/history/columns/workbench.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace pipevane::history {

inline constexpr unsigned kQualityBits = 3, kRuleBits = 3, kColumnBits = 16, kCountBits = 8,
                          kRowBits = 7, kLengthsBits = 4, kProcessorsBits = 20,
                          kBreachBits = kRowBits + 64;
static_assert(kRowsMost <= 1U << kRowBits);
static_assert(Lengths::kMost < 1U << kLengthsBits);

// What is said of shares of processors before their work is: which row of lengths they are of, of
// how many they are, and where they are something else.
struct OfLength {
  static OfLength read(BitReader& from);

  std::size_t lengths;
  double processors;
  std::size_t breaches;
  BitReader breaches_from;
};

class Packing {
 public:
  // All of it outlives this. The workbench's bits are where the columns go.
  Packing(std::span<const std::int64_t> times_ms, std::span<const Column> columns,
          ColumnSource& source, Workbench& bench)
      : times_ms_(times_ms), columns_(columns), source_(source), bench_(bench) {}

  // Before the columns: looks for the lengths that shares of processors are of, which are in the
  // workbench then.
  void findLengths();
  // How many samples are told in it.
  std::uint32_t pack(std::size_t column);

 private:
  Rule ruleOf(std::size_t column) const;
  void packQualities(std::span<const std::uint8_t> qualities);
  void packValues(Cells cells, BitWriter& bits);
  bool besides(const Rule& rule, Cells cells);
  void packShorter(const Rule& rule, Cells cells);
  std::size_t breaches(const Rule& rule, Cells cells);
  void packFollowing(const Rule& rule, Cells cells);
  void packBreaches(Cells cells);
  // A column of shares.
  struct Share {
    std::size_t column, lengths;
    double processors;
  };
  const Share* shareAt(std::size_t column) const;
  bool works(const Share& share, Cells cells);
  void packOfLength(const Share& share, Cells cells);

  std::span<const std::int64_t> times_ms_;
  std::span<const Column> columns_;
  ColumnSource& source_;
  Workbench& bench_;
  Space space_;
  std::vector<std::uint8_t> told_, breaches_;  // rows
  std::vector<std::int64_t> besides_, works_ms_;
  std::vector<Share> shares_;  // ascending
};

}  // namespace pipevane::history

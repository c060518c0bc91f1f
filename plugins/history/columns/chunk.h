// Rows of several series that follow each other, packed: never changed, only made anew. The times
// are there once for all, and each series is a column of its own, that is read without the others.
//
// Bytes: where each column ends (32 bits each), the times, and the columns. One in which nothing is
// told has none. Others: a 1 and the one quality of all rows (3 bits), or a 0 and the qualities of
// each; then a 0 and the values of the rows in which the series is told, or a 1, the rule that
// these follow (3), the columns that it is about (16 each), how many do not (8), and of each of
// those the row (7) and the value as it is. Of what goes beside another column the differences
// follow instead, as whole numbers.
#pragma once

#include "plugins/history/codec/bits.h"
#include "plugins/history/codec/integers.h"
#include "plugins/history/codec/values.h"
#include "plugins/history/columns/cells.h"
#include "plugins/history/columns/column.h"
#include "plugins/history/point.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace pipevane::history {

// What packing and unpacking need meanwhile; used again and again. Not for two threads at once.
struct Workbench {
  BitWriter bits, other_bits;
  ValuePacker packer;
  std::vector<std::int64_t> numbers;
  std::vector<std::int64_t> times_ms;
  std::vector<double> values;
  std::vector<std::uint8_t> qualities;
};

class ColumnSource {
 public:
  // Writes what is told of a column. Nothing of it is, before; `bench` is at its disposal but for
  // the bits.
  virtual void read(std::size_t column, Cells cells, Workbench& bench) = 0;

 protected:
  ~ColumnSource() = default;
};

class Chunk {
 public:
  // Twenty minutes at the usual pace.
  static constexpr std::size_t kRowsMost = kIntegersMost;

  // At least one row and at most so many, by ascending time.
  Chunk(std::span<const std::int64_t> times_ms, std::span<const Column> columns,
        ColumnSource& source, Workbench& bench);

  std::int64_t firstMs() const { return first_ms_; }
  std::int64_t lastMs() const { return last_ms_; }
  std::size_t rows() const { return rows_; }
  // How many samples are in it.
  std::size_t samples() const { return samples_; }
  // With all that belongs to it.
  std::size_t bytes() const;

  std::vector<std::int64_t> timesMs() const;
  // The samples of one series; of a column that came later there are none.
  void appendTo(std::size_t column, Workbench& bench, std::vector<Point>& points) const;
  // When it is told first from that time on, and last; nothing where it is not. No value is read.
  std::optional<std::int64_t> firstOf(std::size_t column, std::int64_t from_ms,
                                      Workbench& bench) const;
  std::optional<std::int64_t> lastOf(std::size_t column, Workbench& bench) const;
  // The same as cells of all rows; what is not told is left as it is.
  void copyTo(std::size_t column, Cells cells, Workbench& bench) const;

 private:
  std::span<const std::byte> bytesOf(std::size_t column) const;
  std::uint32_t endOf(std::size_t column) const;
  void readTimes(std::vector<std::int64_t>& times_ms) const;
  void readQualities(BitReader& bits, std::span<std::uint8_t> qualities, Workbench& bench) const;
  std::span<const std::uint8_t> qualitiesOf(std::size_t column, Workbench& bench) const;
  void readColumn(std::size_t column, Cells cells, Workbench& bench, bool may_follow) const;
  void readFollowing(BitReader& bits, Cells cells, Workbench& bench) const;
  void readBeside(BitReader& bits, Cells of, Cells cells, Workbench& bench) const;

  std::unique_ptr<std::byte[]> bytes_;
  std::int64_t first_ms_, last_ms_;
  std::uint32_t size_ = 0, samples_ = 0, columns_ = 0;
  std::uint16_t rows_ = 0;
};

}  // namespace pipevane::history

// Rows of several series that follow each other, packed: never changed, only made anew, and its
// bytes are shared by all copies. The times are there once for all, and each series is a column of
// its own, that is read without the others.
//
// Bytes: where each column ends (32 bits each), the times, and the columns. One in which nothing is
// told has none. Behind them are the rows of lengths that shares of processors are of, if there are
// any.
#pragma once

#include "plugins/history/columns/cells.h"
#include "plugins/history/columns/column.h"
#include "plugins/history/columns/column_source.h"
#include "plugins/history/columns/packed_lengths.h"
#include "plugins/history/point.h"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace pipevane::history {

class Chunk {
 public:
  using Bytes = std::shared_ptr<const std::byte[]>;

  // At least one row and at most so many, by ascending time.
  Chunk(std::span<const std::int64_t> times_ms, std::span<const Column> columns,
        ColumnSource& source, Workbench& bench);
  // Of bytes that may be anybody's; nothing where they are of no chunk.
  static std::optional<Chunk> of(Bytes bytes, std::size_t size, std::size_t rows,
                                 std::size_t columns, Workbench& bench);

  std::int64_t firstMs() const { return first_ms_; }
  std::int64_t lastMs() const { return last_ms_; }
  std::size_t rows() const { return rows_; }
  std::span<const std::byte> packed() const { return {bytes_.get(), size_}; }
  // How many samples are in it.
  std::size_t samples() const { return samples_; }
  // With all that belongs to it.
  std::size_t bytes() const;

  std::vector<std::int64_t> timesMs() const;
  std::size_t columns() const { return columns_; }
  // A column as `Packing` packed it; nothing where nothing of it is told.
  std::optional<BitReader> bitsOf(std::size_t column) const;
  // That row of lengths; of one that is not there, any.
  PackedLengths lengthsOf(std::size_t which) const;
  // It will be read soon.
  void expect(std::size_t column) const {
    if (column >= columns_) return;
    const std::byte* const begin = bytes_.get() + endOf(column);
    __builtin_prefetch(begin);
    __builtin_prefetch(begin + 64);
  }
  // The samples of one series; of a column that came later there are none.
  void appendTo(std::size_t column, Workbench& bench, std::vector<Point>& points) const;
  // When it is told first from that time on, and last; nothing where it is not. No value is read.
  std::optional<std::int64_t> firstOf(std::size_t column, std::int64_t from_ms,
                                      Workbench& bench) const;
  std::optional<std::int64_t> lastOf(std::size_t column, Workbench& bench) const;
  // The same as cells of all rows; what is not told is left as it is.
  void copyTo(std::size_t column, Cells cells, Workbench& bench) const;

  // What whoever keeps it elsewhere knows it by; 0: nobody does.
  std::uint64_t mark = 0;

 private:
  Chunk() = default;
  bool isOne(Workbench& bench);
  bool hasLengths(std::size_t begin) const;
  std::uint32_t endOf(std::size_t column) const {
    std::uint32_t end;
    std::memcpy(&end, bytes_.get() + column * sizeof end, sizeof end);
    return end;
  }
  void readTimes(std::vector<std::int64_t>& times_ms) const;
  void readQualities(BitReader& bits, std::span<std::uint8_t> qualities, Workbench& bench) const;
  std::span<const std::uint8_t> qualitiesOf(std::size_t column, Workbench& bench) const;
  void readColumn(std::size_t column, Cells cells, Workbench& bench, bool may_follow) const;
  void readFollowing(Rule::Kind kind, BitReader& bits, Cells cells, Workbench& bench) const;
  void readBreaches(std::size_t count, BitReader& bits, Cells cells) const;
  void readOfLength(BitReader& bits, Cells cells, Workbench& bench) const;
  void readBeside(BitReader& bits, Cells of, Cells cells, Workbench& bench) const;

  Bytes bytes_;
  std::int64_t first_ms_ = 0, last_ms_ = 0;
  std::uint32_t size_ = 0, samples_ = 0, columns_ = 0;
  std::uint16_t rows_ = 0;
};

}  // namespace pipevane::history

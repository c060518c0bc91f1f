// Series that are told together, as those of a node and its guests are: a row for each time and a
// column for each series. The newest rows are open, older ones packed in chunks. What comes late
// waits beside them until there is enough of it to open a chunk for.
#pragma once

#include "plugins/history/columns/chunk.h"
#include "plugins/history/columns/column.h"
#include "plugins/history/columns/departed.h"
#include "plugins/history/columns/open_rows.h"
#include "plugins/history/point.h"
#include "plugins/history/tally.h"

#include <pipevane/batch.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace pipevane::history {

class Frame {
  // So many chunks of a few rows become one.
  static constexpr std::size_t kFew = 8;

 public:
  // Frames that begin together are packed one after the other, as their number says, and not all of
  // them at once: the first time so much earlier.
  explicit Frame(std::size_t number = 0)
      : open_most_(OpenRows::kMost - number % kFew), small_most_(kFew - number / kFew % kFew) {}

  // To open and pack a chunk of that many, and of what is computed of them, is done in some
  // milliseconds.
  static constexpr std::size_t kColumnsMost = 1024;

  // ---- columns
  std::vector<Column> columns;
  std::uint32_t addColumn(SeriesId series);
  // Those that are told in rows of their own, and never in those that most others are told in.
  std::vector<std::uint32_t> strangers() const;

  // ---- rows
  // The one of that time, which may be new, with a cell for each column; valid until the next call
  // of anything else. Samples that make way for it, as they were there already, are counted.
  Row& rowAt(std::int64_t time_ms, Workbench& bench, Tally& tally);
  bool empty() const { return open_.empty() && late_.empty() && chunks_.empty(); }
  std::int64_t firstMs() const;  // not where empty
  std::int64_t lastMs() const;   // not where empty
  // The newest row, where it has that time.
  const Row* newest(std::int64_t time_ms) const;

  // Those that are packed, ascending, and none reaches into another one; those that are later; and
  // what came late, which may be of a time that a packed one has, for other columns.
  const std::vector<Chunk>& chunks() const { return chunks_; }
  const OpenRows& open() const { return open_; }
  const OpenRows& late() const { return late_; }

  // Appends the samples of a column in [from, to), ascending and each time once.
  void collect(std::size_t column, std::int64_t from_ms, std::int64_t to_ms, Workbench& bench,
               std::vector<Point>& points) const;
  // When a column was told first from that time on, and last; nothing where it never was.
  std::optional<std::int64_t> firstOf(std::size_t column, std::int64_t from_ms,
                                      Workbench& bench) const;
  std::optional<std::int64_t> lastOf(std::size_t column, Workbench& bench) const;

  // ---- as it is, for who keeps it elsewhere
  template <class Visit>
  void eachChunk(Visit visit) {
    for (Chunk& each : chunks_) visit(each);
  }
  // False, and as it was, where these are of no frame with its columns. It has no rows before.
  bool restore(std::vector<Chunk> chunks, std::vector<Row> open, std::vector<Row> late);

  // ---- removal; each says how many samples went, and gives them to `departed` where there is one
  // Chunks and rows that end before that.
  std::size_t dropBefore(std::int64_t time_ms, Departed* departed = nullptr);
  // What is later than that of these columns.
  std::size_t dropAfter(std::int64_t time_ms, const std::vector<bool>& of, Workbench& bench);
  // When the oldest part ends that goes as one: a chunk, or rows that are not packed.
  std::int64_t oldestEndMs() const;
  bool packed() const { return !chunks_.empty(); }
  std::size_t rows() const { return open_.size() + late_.size(); }  // that are not packed
  std::size_t dropOldest(Departed* departed = nullptr);
  std::size_t samples() const;
  // All of it, and whose it is.
  Departed all() const;

  std::size_t bytes() const;

 private:
  static std::size_t dropFront(OpenRows& rows, std::size_t count, Departed* departed);
  struct Place {
    std::size_t at;
    bool inside;
    bool operator==(const Place&) const = default;
  };

  bool full() const { return open_.size() >= open_most_; }
  void insert(std::size_t at, Chunk chunk);
  void erase(std::size_t at, std::size_t count);
  std::size_t dropAfter(std::size_t at, std::int64_t time_ms, const std::vector<bool>& of,
                        Workbench& bench);
  static bool tellsAfter(const Chunk& chunk, std::int64_t time_ms, const std::vector<bool>& of,
                         Workbench& bench);
  void packFront(std::size_t count, Workbench& bench);
  void joinSmall(Workbench& bench);
  Place placeOf(std::int64_t time_ms) const;
  void fold(Workbench& bench, Tally& tally);
  void foldInto(Place place, std::span<const Row> late, Workbench& bench, Tally& tally);

  std::vector<Chunk> chunks_;  // ascending, and none reaches into another one
  OpenRows open_;              // later than all chunks
  OpenRows late_;              // the others; a time may be in a chunk as well, for other columns
  std::size_t chunk_bytes_ = 0;
  std::size_t open_most_;   // rows, until they are packed
  std::size_t small_most_;  // chunks of a few rows, until they become one
};

}  // namespace pipevane::history

#include "plugins/history/doubles.h"

#include "plugins/history/columns/rows_of.h"
#include "plugins/history/columns/sources.h"

#include <pipevane/batch.h>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace pipevane::history {
namespace {

std::string_view bytesOf(const Chunk& chunk) {
  const auto packed = chunk.packed();
  return {reinterpret_cast<const char*>(packed.data()), packed.size()};
}

// All that is held, by its bytes and by whose it is.
class Held {
 public:
  explicit Held(const StoreImage& image) {
    for (const FrameImage& frame : image.frames) {
      for (const Chunk& each : frame.chunks) {
        chunks_.emplace(bytesOf(each), In{frame, each});
        widen(each.firstMs(), each.lastMs());
      }
      for (const auto* rows : {&frame.open, &frame.late})
        if (!rows->empty()) widen(rows->front().time_ms, rows->back().time_ms);
      for (std::size_t i = 0; i < frame.columns.size(); ++i)
        if (frame.columns[i].whose() != PV_NONE)
          places_.emplace(frame.columns[i].whose(), Place{frame, i});
    }
  }

  // Something may be of that time.
  bool reaches(const Chunk& chunk) const {
    return chunk.lastMs() >= first_ms_ && chunk.firstMs() <= last_ms_;
  }
  // The same chunk, of the same series: it was written, and read again.
  bool has(const Chunk& chunk, std::span<const Column> columns) const {
    const auto [begin, end] = chunks_.equal_range(bytesOf(chunk));
    return std::any_of(begin, end, [&](const auto& found) {
      const auto& [frame, same] = found.second;
      if (same.rows() != chunk.rows() || same.columns() != chunk.columns()) return false;
      return std::ranges::equal(std::span(frame.columns).first(chunk.columns()),
                                columns.first(chunk.columns()), {}, &Column::whose, &Column::whose);
    });
  }

  // What it is told in [first, last], ascending.
  std::vector<Point> pointsOf(SeriesId series, std::int64_t first_ms, std::int64_t last_ms,
                              Workbench& bench) const {
    std::vector<Point> points;
    const auto [begin, end] = places_.equal_range(series);
    for (auto at = begin; at != end; ++at) {
      const auto& [frame, column] = at->second;
      for (const Chunk& each : frame.chunks)
        if (each.lastMs() >= first_ms && each.firstMs() <= last_ms)
          each.appendTo(column, bench, points);
      for (const auto* rows : {&frame.open, &frame.late})
        for (const Row& row : *rows)
          if (row.tells(column))
            points.push_back({row.time_ms, row.values[column], row.qualities[column]});
    }
    std::ranges::sort(points, {}, &Point::time_ms);
    return points;
  }

 private:
  struct In {
    const FrameImage& frame;
    const Chunk& chunk;
  };
  struct Place {
    const FrameImage& frame;
    std::size_t column;
  };
  void widen(std::int64_t first_ms, std::int64_t last_ms) {
    first_ms_ = std::min(first_ms_, first_ms);
    last_ms_ = std::max(last_ms_, last_ms);
  }

  std::int64_t first_ms_ = std::numeric_limits<std::int64_t>::max();
  std::int64_t last_ms_ = std::numeric_limits<std::int64_t>::min();
  std::unordered_multimap<std::string_view, In> chunks_;
  std::unordered_multimap<SeriesId, Place> places_;
};

// To the last bit.
bool tells(std::span<const Point> points, const Row& row, std::size_t column) {
  auto at = std::ranges::lower_bound(points, row.time_ms, {}, &Point::time_ms);
  for (; at != points.end() && at->time_ms == row.time_ms; ++at)
    if (at->quality == row.qualities[column] &&
        std::bit_cast<std::uint64_t>(at->value) == std::bit_cast<std::uint64_t>(row.values[column]))
      return true;
  return false;
}

class Dropping {
 public:
  explicit Dropping(const StoreImage& held) : held_(held) {}

  // Of these columns. How many samples went.
  std::size_t from(std::span<const Column> columns, std::vector<Chunk>& chunks) {
    std::size_t before = 0, after = 0;
    std::vector<Chunk> left;
    for (Chunk& each : chunks) {
      before += each.samples();
      if (auto rest = restOf(std::move(each), columns)) left.push_back(std::move(*rest));
    }
    for (const Chunk& each : left) after += each.samples();
    chunks = std::move(left);
    return before - after;
  }
  std::size_t from(std::span<const Column> columns, std::vector<Row>& rows) {
    if (rows.empty()) return 0;
    const auto [first, last] = std::ranges::minmax_element(rows, {}, &Row::time_ms);
    const std::int64_t first_ms = first->time_ms, last_ms = last->time_ms;
    std::size_t dropped = 0;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (columns[i].whose() == PV_NONE) continue;
      const auto points = held_.pointsOf(columns[i].whose(), first_ms, last_ms, bench_);
      for (Row& row : rows) {
        if (!row.tells(i) || !tells(points, row, i)) continue;
        row.qualities[i] = kNotTold;
        ++dropped;
      }
    }
    std::erase_if(rows, [](const Row& row) { return row.told() == 0; });
    return dropped;
  }

 private:
  std::optional<Chunk> restOf(Chunk chunk, std::span<const Column> columns) {
    if (!held_.reaches(chunk)) return chunk;
    if (held_.has(chunk, columns)) return std::nullopt;
    std::vector<Row> rows = rowsOf(chunk, bench_);
    if (from(columns, rows) == 0) return chunk;
    if (rows.empty()) return std::nullopt;
    std::vector<std::int64_t> times_ms;
    for (const Row& row : rows) times_ms.push_back(row.time_ms);
    OfRows source(rows);
    return Chunk(times_ms, columns, source, bench_);
  }

  const Held held_;
  Workbench bench_;
};

}  // namespace

std::size_t dropDoubles(StoreImage& image, std::vector<Departed>& departed,
                        const StoreImage& held) {
  Dropping drop(held);
  std::size_t dropped = 0;
  for (FrameImage& each : image.frames)
    dropped += drop.from(each.columns, each.chunks) + drop.from(each.columns, each.open) +
               drop.from(each.columns, each.late);
  std::erase_if(image.frames, [](const FrameImage& each) {
    return each.chunks.empty() && each.open.empty() && each.late.empty();
  });
  for (Departed& each : departed) {
    std::vector<Column> columns;
    for (const SeriesId series : each.series) columns.push_back({.series = series});
    drop.from(columns, each.chunks);
    drop.from(columns, each.rows);
  }
  std::erase_if(departed, [](const Departed& each) { return each.empty(); });
  return dropped;
}

}  // namespace pipevane::history

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
  bool has(const FrameImage& frame, const Chunk& chunk) const {
    const auto [begin, end] = chunks_.equal_range(bytesOf(chunk));
    const auto whose = [&](const FrameImage& each) {
      return std::span(each.columns).first(chunk.columns());
    };
    return std::any_of(begin, end, [&](const auto& found) {
      const auto& [of, same] = found.second;
      return same.rows() == chunk.rows() && same.columns() == chunk.columns() &&
             std::ranges::equal(whose(of), whose(frame), {}, &Column::whose, &Column::whose);
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
  const auto same = std::ranges::equal_range(points, row.time_ms, {}, &Point::time_ms);
  return std::ranges::any_of(same, [&](const Point& each) {
    return each.quality == row.qualities[column] &&
           std::bit_cast<std::uint64_t>(each.value) ==
               std::bit_cast<std::uint64_t>(row.values[column]);
  });
}

class Dropping {
 public:
  explicit Dropping(const StoreImage& held) : held_(held) {}

  std::size_t dropped() const { return dropped_; }

  void thin(FrameImage& frame) {
    std::vector<Chunk> left;
    for (Chunk& each : frame.chunks)
      if (auto rest = restOf(std::move(each), frame)) left.push_back(std::move(*rest));
    frame.chunks = std::move(left);
    drop(frame.columns, frame.open);
    drop(frame.columns, frame.late);
  }

 private:
  std::optional<Chunk> restOf(Chunk chunk, const FrameImage& frame) {
    if (!held_.reaches(chunk)) return chunk;
    if (held_.has(frame, chunk)) {
      dropped_ += chunk.samples();
      return std::nullopt;
    }
    std::vector<Row> rows = rowsOf(chunk, frame.columns.size(), bench_);
    if (!drop(frame.columns, rows)) return chunk;
    if (rows.empty()) return std::nullopt;
    std::vector<std::int64_t> times_ms;
    for (const Row& row : rows) times_ms.push_back(row.time_ms);
    OfRows source(rows);
    return Chunk(times_ms, frame.columns, source, bench_);
  }

  // Rows by ascending time, and those of which nothing is left. False: nothing is dropped.
  bool drop(std::span<const Column> columns, std::vector<Row>& rows) {
    if (rows.empty()) return false;
    const std::size_t before = dropped_;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (columns[i].whose() == PV_NONE) continue;
      const auto points =
          held_.pointsOf(columns[i].whose(), rows.front().time_ms, rows.back().time_ms, bench_);
      for (Row& row : rows) {
        if (!row.tells(i) || !tells(points, row, i)) continue;
        row.qualities[i] = kNotTold;
        ++dropped_;
      }
    }
    std::erase_if(rows, [](const Row& row) { return row.told() == 0; });
    return dropped_ > before;
  }

  const Held held_;
  Workbench bench_;
  std::size_t dropped_ = 0;
};

}  // namespace

std::size_t dropDoubles(StoreImage& image, const StoreImage& held) {
  Dropping dropping(held);
  for (FrameImage& each : image.frames) dropping.thin(each);
  std::erase_if(image.frames, [](const FrameImage& each) {
    return each.chunks.empty() && each.open.empty() && each.late.empty();
  });
  return dropping.dropped();
}

}  // namespace pipevane::history

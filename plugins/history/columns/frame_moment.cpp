#include "plugins/history/columns/frame_moment.h"

#include <algorithm>

namespace pipevane::history {

void FrameMoment::read(std::span<const std::uint32_t> columns,
                       std::span<std::optional<Point>> found) {
  readRows(frame_.open(), columns, found);
  readRows(frame_.late(), columns, found);
  readChunks(columns, found);
}

// The newest row first: mostly all are told in it.
void FrameMoment::readRows(const OpenRows& rows, std::span<const std::uint32_t> columns,
                           std::span<std::optional<Point>> found) const {
  const std::span<const Row> all(rows.rows());
  const auto from = std::ranges::lower_bound(all, since_ms_, {}, &Row::time_ms);
  const auto end = std::ranges::upper_bound(all, time_ms_, {}, &Row::time_ms);
  if (from >= end) return;
  for (std::size_t i = 0; i < columns.size(); ++i)
    for (auto row = end; row > from;) {
      --row;
      const std::uint32_t column = columns[i];
      if (!row->tells(column)) continue;
      if (!found[i] || found[i]->time_ms < row->time_ms)
        found[i] = Point{row->time_ms, row->values[column], row->qualities[column]};
      break;
    }
}

// From the last one on back, for those of which nothing is found that is later. Of two of one time
// the packed one was first.
void FrameMoment::readChunks(std::span<const std::uint32_t> columns,
                             std::span<std::optional<Point>> found) {
  const std::vector<Chunk>& chunks = frame_.chunks();
  std::vector<std::uint32_t> left;
  std::vector<std::size_t> places;
  std::vector<std::optional<Point>> told;
  for (auto chunk = chunks.rbegin(); chunk != chunks.rend(); ++chunk) {
    if (chunk->firstMs() > time_ms_) continue;
    if (chunk->lastMs() < since_ms_) return;
    left.clear();
    places.clear();
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (found[i] && found[i]->time_ms > std::min(chunk->lastMs(), time_ms_)) continue;
      left.push_back(columns[i]);
      places.push_back(i);
    }
    if (left.empty()) return;
    told.assign(left.size(), std::nullopt);
    ChunkMoment(*chunk, time_ms_, bench_, moment_).read(left, told);
    for (std::size_t i = 0; i < left.size(); ++i) {
      std::optional<Point>& best = found[places[i]];
      const bool counts = told[i] && told[i]->time_ms >= since_ms_;
      if (counts && (!best || best->time_ms <= told[i]->time_ms)) best = told[i];
    }
  }
}

}  // namespace pipevane::history

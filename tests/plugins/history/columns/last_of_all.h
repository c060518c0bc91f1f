// What a column told last until some time, told apart from all that it told.
#pragma once

#include "plugins/history/codec/forms.h"
#include "plugins/history/columns/chunk.h"

#include <cmath>
#include <cstdint>
#include <optional>
#include <vector>

namespace pipevane::history {

// Whether `found` is that; of bytes that may be anybody's as well.
inline bool isLastOfAll(const Chunk& chunk, std::uint32_t column, std::int64_t time_ms,
                        const std::optional<Point>& found, Workbench& bench) {
  std::vector<Point> points;
  chunk.appendTo(column, bench, points);
  std::erase_if(points, [&](const Point& each) { return each.time_ms > time_ms; });
  if (points.empty() || !found) return points.empty() && !found;
  const Point& last = points.back();
  const bool same =
      sameBits(found->value, last.value) || (std::isnan(found->value) && std::isnan(last.value));
  return same && found->time_ms == last.time_ms && found->quality == last.quality;
}

}  // namespace pipevane::history

// Where nothing of a series is stored although something may be known.
#pragma once

#include "plugins/history/point.h"
#include "plugins/history/steps.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace pipevane::history {

struct Hole {
  std::int64_t from_ms, to_ms;
  std::size_t before;  // so many of the stored samples are
};

// What a series has in all, and how long ago a hole has to have begun to be told of: what is newer
// a source fills in itself, and better.
struct Extent {
  bool empty = true;
  std::int64_t oldest_ms = 0, newest_ms = 0;
  std::int64_t until_ms = 0;
};

// In ascending time. Before the oldest sample that is all of the time; between two it is what is
// more than three times as long as they are apart mostly, and two minutes. It is none behind a
// sample that says that nothing is known from then on, and none behind the newest.
// `stored` are the series' samples of `range` at least.
std::vector<Hole> holesIn(std::span<const Point> stored, Range range, const Extent& extent);

}  // namespace pipevane::history

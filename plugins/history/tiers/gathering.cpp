#include "plugins/history/tiers/gathering.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace pipevane::history {
namespace {

// In any order; a time that a packed row has and a late one is of the packed one.
std::vector<Point> samplesOf(const Departed& departed, std::size_t column, Workbench& bench) {
  std::vector<Point> points;
  for (const Chunk& each : departed.chunks) each.appendTo(column, bench, points);
  const std::size_t packed = points.size();
  for (const Row& each : departed.rows)
    if (each.tells(column))
      points.push_back({each.time_ms, each.values[column], each.qualities[column]});
  if (packed > 0 && points.size() > packed) {
    std::ranges::stable_sort(points, {}, &Point::time_ms);
    points.erase(std::unique(points.begin(), points.end(), sameTime), points.end());
  }
  return points;
}

}  // namespace

Gathered gathered(const Departed& departed, const WasTold& was_told, Workbench& bench) {
  std::vector<std::size_t> order(departed.series.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t each) { return departed.series[each]; });
  Gathered all;
  for (const std::size_t column : order) {
    const SeriesId series = departed.series[column];
    if (series == PV_NONE) continue;
    std::vector<Summary> told;
    std::int64_t first_ms = std::numeric_limits<std::int64_t>::max();
    std::int64_t last_ms = std::numeric_limits<std::int64_t>::min();
    for (const Point& each : samplesOf(departed, column, bench)) {
      if (!isTierTime(each.time_ms) || was_told(series, each.time_ms)) continue;
      first_ms = std::min(first_ms, each.time_ms);
      last_ms = std::max(last_ms, each.time_ms);
      told.push_back(Summary::of(each));
    }
    told = summed(std::move(told), kMinuteMs);
    if (told.empty()) continue;
    // One that was told in two columns of a frame.
    if (!all.series.empty() && all.series.back() == series) {
      std::ranges::copy(told, std::back_inserter(all.minutes.back()));
      all.minutes.back() = summed(std::move(all.minutes.back()), kMinuteMs);
      auto& [first, last] = all.spans_ms.back();
      first = std::min(first, first_ms);
      last = std::max(last, last_ms);
      continue;
    }
    all.series.push_back(series);
    all.minutes.push_back(std::move(told));
    all.spans_ms.emplace_back(first_ms, last_ms);
  }
  return all;
}

}  // namespace pipevane::history

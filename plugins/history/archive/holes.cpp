#include "plugins/history/archive/holes.h"

#include <algorithm>

namespace pipevane::history {
namespace {

// Archives have a value a minute at best.
constexpr std::int64_t kWorthAskingMs = 2 * 60'000;
constexpr std::int64_t kUsualTimes = 3;
// Of fewer distances none is the usual one.
constexpr std::size_t kDistancesLeast = 3;

// How far apart samples are mostly; 0 where there are too few.
std::int64_t usualDistance(std::span<const Point> stored) {
  if (stored.size() <= kDistancesLeast) return 0;
  std::vector<std::int64_t> distances;
  distances.reserve(stored.size() - 1);
  for (std::size_t i = 1; i < stored.size(); ++i)
    distances.push_back(stored[i].time_ms - stored[i - 1].time_ms);
  const auto middle = distances.begin() + static_cast<std::ptrdiff_t>(distances.size() / 2);
  std::ranges::nth_element(distances, middle);
  return *middle;
}

class Search {
 public:
  Search(std::span<const Point> stored, Range range, const Extent& extent)
      : stored_(stored),
        range_(range),
        extent_(extent),
        usual_ms_(usualDistance(stored)),
        least_ms_(std::max(kWorthAskingMs, kUsualTimes * usual_ms_)) {}

  std::vector<Hole> holes() && {
    leading();
    for (std::size_t i = 1; i < stored_.size(); ++i) behind(i - 1, stored_[i].time_ms);
    // The next one is behind the range.
    if (!stored_.empty() && extent_.newest_ms >= range_.to_ms)
      behind(stored_.size() - 1, range_.to_ms);
    return std::move(holes_);
  }

 private:
  void leading() {
    const std::int64_t until_ms = stored_.empty() ? range_.to_ms : stored_.front().time_ms;
    const bool oldest = extent_.empty || extent_.oldest_ms >= range_.from_ms;
    const bool newest = stored_.empty() && !oldest && extent_.newest_ms < range_.from_ms;
    if (!newest) add({range_.from_ms, until_ms, 0}, oldest ? kWorthAskingMs : least_ms_);
  }
  void behind(std::size_t index, std::int64_t until_ms) {
    const Point& last = stored_[index];
    if (last.quality == PV_UNKNOWN || until_ms - last.time_ms < least_ms_) return;
    add({last.time_ms + std::max<std::int64_t>(usual_ms_, 1), until_ms, index + 1}, 0);
  }
  void add(const Hole& hole, std::int64_t least_ms) {
    if (hole.from_ms <= extent_.until_ms && hole.to_ms - hole.from_ms >= least_ms &&
        hole.to_ms > hole.from_ms)
      holes_.push_back(hole);
  }

  std::span<const Point> stored_;
  Range range_;
  const Extent& extent_;
  std::int64_t usual_ms_, least_ms_;
  std::vector<Hole> holes_;
};

}  // namespace

std::vector<Hole> holesIn(std::span<const Point> stored, Range range, const Extent& extent) {
  if (range.from_ms >= range.to_ms) return {};
  const auto begin = std::ranges::lower_bound(stored, range.from_ms, {}, &Point::time_ms);
  const auto end = std::ranges::lower_bound(stored, range.to_ms, {}, &Point::time_ms);
  std::vector<Hole> holes = Search({begin, end}, range, extent).holes();
  for (Hole& each : holes) each.before += static_cast<std::size_t>(begin - stored.begin());
  return holes;
}

}  // namespace pipevane::history

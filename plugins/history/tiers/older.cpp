#include "plugins/history/tiers/older.h"

#include "plugins/history/steps.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace pipevane::history {

bool Older::touches(std::int64_t from_ms, std::int64_t to_ms) const {
  if (!tiers_ || from_ms >= to_ms) return false;
  const auto extent = tiers_->extent();
  return extent && from_ms < extent->last_ms + kHourMs && to_ms > extent->first_ms;
}

void Older::ask(std::int64_t tier_ms, std::int64_t from_ms, std::int64_t to_ms) {
  constexpr std::int64_t kFirst = std::numeric_limits<std::int64_t>::min();
  // The one that it begins in, too.
  const std::int64_t first = stepOf(std::max(from_ms, kFirst + tier_ms), tier_ms);
  range_ = {.tier_ms = tier_ms,
            .from_ms = std::min(first * tier_ms, std::max(from_ms, kFirst + kHourMs) - kHourMs + 1),
            .to_ms = to_ms};
  from_ms_ = from_ms;
  found_.clear();
  at_once_ = kAtOnce;
  if (const auto extent = tiers_->extent()) {
    const std::int64_t length_ms =
        std::min(to_ms, extent->last_ms) - std::max(from_ms, extent->first_ms);
    const std::int64_t most = kSummariesAtOnce / std::max<std::int64_t>(length_ms / tier_ms, 1);
    at_once_ = static_cast<std::size_t>(std::clamp<std::int64_t>(most, 1, kAtOnce));
  }
}

const Older::Series& Older::of(std::size_t index) {
  static const Series kNothing;
  if (!range_) return kNothing;
  if (index < first_ || index >= first_ + found_.size()) read(index - index % at_once_);
  return found_[index - first_];
}

void Older::read(std::size_t first) {
  const std::span<const SeriesId> series =
      series_.subspan(first, std::min(at_once_, series_.size() - first));
  std::vector<std::vector<Summary>> all(series.size());
  // A disk that did not answer once is not waited for with each of them.
  if (incomplete_.empty()) incomplete_ = tiers_->read(series, *range_, all);
  first_ = first;
  found_.assign(series.size(), {});
  for (std::size_t i = 0; i < series.size(); ++i) {
    // Of the one that the time begins in, the rest.
    std::erase_if(all[i], [this](const Summary& each) {
      return each.begin_ms < from_ms_ && each.begin_ms + each.step_ms <= from_ms_;
    });
    for (Summary& each : all[i]) {
      if (each.begin_ms >= from_ms_) break;
      each.step_ms -= from_ms_ - each.begin_ms;
      each.begin_ms = from_ms_;
    }
    found_[i] = {.all = std::move(all[i]), .loaded = tiers_->wasLoaded(series[i])};
  }
}

void Older::leaveOut(SeriesId series, std::vector<Point>& points) const {
  std::erase_if(points, [&](const Point& each) { return tiers_->wasLoaded(series, each.time_ms); });
}

}  // namespace pipevane::history

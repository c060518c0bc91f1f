#include "plugins/history/tiers/older.h"

#include "plugins/history/steps.h"

#include <algorithm>
#include <mutex>
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
  range_ = {.tier_ms = tier_ms, .from_ms = first * tier_ms, .to_ms = to_ms};
  found_.clear();
}

const Older::Series& Older::of(std::size_t index) {
  static const Series kNothing;
  if (!range_) return kNothing;
  if (index < first_ || index >= first_ + found_.size()) read(index - index % kAtOnce);
  return found_[index - first_];
}

void Older::read(std::size_t first) {
  const std::span<const SeriesId> series =
      series_.subspan(first, std::min(kAtOnce, series_.size() - first));
  std::vector<std::vector<Summary>> all(series.size());
  tiers_->read(series, *range_, all);
  first_ = first;
  found_.assign(series.size(), {});
  for (std::size_t i = 0; i < series.size(); ++i) {
    found_[i].all = std::move(all[i]);
    if (!found_[i].all.empty()) endWhereSamplesBegin(series[i], found_[i]);
  }
}

void Older::endWhereSamplesBegin(SeriesId series, Series& older) const {
  std::unique_lock lock(mutex_);
  const auto begin = samples_.begin(series);
  lock.unlock();
  if (!begin) return;
  // Where both have the oldest samples they count as what they became up to the next whole minute
  // or hour.
  std::int64_t end_ms = *begin;
  if (const auto loaded = tiers_->loadedUntil(series); loaded && *loaded >= *begin) {
    end_ms = (stepOf(*begin, range_->tier_ms) + 1) * range_->tier_ms;
    older.until_ms = std::min(*loaded, end_ms - 1);
  }
  std::erase_if(older.all, [end_ms](const Summary& each) { return each.begin_ms >= end_ms; });
}

}  // namespace pipevane::history

#include "plugins/history/moment_query.h"

#include "plugins/history/second_thread.h"

#include <pipevane/error.h>
#include <pipevane/sized.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <mutex>
#include <span>

namespace pipevane::history {
namespace {

// So many are read before another thread is awake.
constexpr std::size_t kAlone = 2'048;

std::int64_t sinceOf(const pv_history_moment& moment) {
  constexpr std::int64_t kFirst = std::numeric_limits<std::int64_t>::min();
  const std::int64_t age_ms = std::max<std::int64_t>(moment.max_age_ms, 0);
  return moment.time_ms < kFirst + age_ms ? kFirst : moment.time_ms - age_ms;
}

}  // namespace

MomentQuery::MomentQuery(const pv_history_moment& moment, std::shared_ptr<const TierStore> tiers,
                         const SampleStore& samples, FairMutex& mutex)
    : moment_(sizedCopy(moment)),
      since_ms_(sinceOf(moment_)),
      tiers_(std::move(tiers)),
      samples_(samples),
      mutex_(mutex) {}

void MomentQuery::answer(void* context, Visit visit) const {
  const std::vector<Sought> all = sought();
  const bool older = asksTiers();
  std::unordered_set<SeriesId> told;
  Snapshot snapshot;
  SecondThread second;
  const bool many = all.size() > kAlone;
  if (many) second.begin();
  for (std::span<const Sought> left = all; !left.empty();) {
    snapshot.clear();
    {
      const std::lock_guard lock(mutex_);
      left = left.subspan(
          samples_.at(left, since_ms_, moment_.time_ms, snapshot, many ? &second : nullptr));
    }
    if (older) told.insert(snapshot.series.begin(), snapshot.series.end());
    tell(snapshot, context, visit);
  }
  if (older) answerOlder(told, context, visit);
}

void MomentQuery::tell(const Snapshot& snapshot, void* context, Visit visit) {
  const pv_history_values told{.size = sizeof(pv_history_values),
                               .count = snapshot.series.size(),
                               .series = snapshot.series.data(),
                               .times_ms = snapshot.times_ms.data(),
                               .values = snapshot.values.data(),
                               .qualities = snapshot.qualities.data()};
  if (told.count > 0) visit(context, &told);
}

// Whether it is of a time of which no samples are kept any more.
bool MomentQuery::asksTiers() const {
  if (!tiers_) return false;
  const auto extent = tiers_->extent();
  return extent && since_ms_ < extent->last_ms + kHourMs && moment_.time_ms >= extent->first_ms;
}

// The minute or the hour that it was in, or the last one before, of those that samples told nothing
// of.
void MomentQuery::answerOlder(const std::unordered_set<SeriesId>& told, void* context,
                              Visit visit) const {
  std::vector<SeriesId> series;
  if (moment_.series_count == 0)
    series = tiers_->series();
  else
    series.assign(moment_.series, moment_.series + moment_.series_count);
  std::erase_if(series, [&](SeriesId each) { return told.contains(each); });
  constexpr std::int64_t kLast = std::numeric_limits<std::int64_t>::max();
  const TierRange range{.tier_ms = kMinuteMs,
                        .from_ms = since_ms_ < -kLast + kHourMs ? since_ms_ : since_ms_ - kHourMs,
                        .to_ms = moment_.time_ms == kLast ? kLast : moment_.time_ms + 1};
  for (std::span<const SeriesId> left = series; !left.empty();) {
    const std::span<const SeriesId> part =
        left.first(std::min(left.size(), TierStore::kSeriesAtOnce));
    left = left.subspan(part.size());
    std::vector<std::vector<Summary>> all(part.size());
    // There is no way to say that some of it is missing.
    if (const std::string why = tiers_->read(part, range, all); !why.empty())
      throw Error("cannot tell how everything was: " + why);
    Snapshot snapshot;
    for (std::size_t i = 0; i < part.size(); ++i) {
      if (all[i].empty()) continue;
      const Summary& last = all[i].back();
      // Until its end, or then.
      const std::int64_t time_ms = std::min(last.begin_ms + last.step_ms - 1, moment_.time_ms);
      if (time_ms >= since_ms_) snapshot.add(part[i], {time_ms, last.average, last.quality});
    }
    tell(snapshot, context, visit);
  }
}

std::vector<Sought> MomentQuery::sought() const {
  const std::lock_guard lock(mutex_);
  if (moment_.series_count == 0) return samples_.findAll();
  return samples_.find({moment_.series, moment_.series_count});
}

}  // namespace pipevane::history

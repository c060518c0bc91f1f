#include "plugins/history/moment_query.h"

#include <pipevane/sized.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <mutex>
#include <span>

namespace pipevane::history {
namespace {

std::int64_t sinceOf(const pv_history_moment& moment) {
  constexpr std::int64_t kFirst = std::numeric_limits<std::int64_t>::min();
  const std::int64_t age_ms = std::max<std::int64_t>(moment.max_age_ms, 0);
  return moment.time_ms < kFirst + age_ms ? kFirst : moment.time_ms - age_ms;
}

}  // namespace

MomentQuery::MomentQuery(const pv_history_moment& moment, const SampleStore& samples,
                         FairMutex& mutex)
    : moment_(sizedCopy(moment)), samples_(samples), mutex_(mutex) {}

void MomentQuery::answer(void* context, Visit visit) const {
  const std::int64_t since_ms = sinceOf(moment_);
  const std::vector<Sought> all = sought();
  Snapshot snapshot;
  for (std::span<const Sought> left = all; !left.empty();) {
    snapshot.clear();
    {
      const std::lock_guard lock(mutex_);
      left = left.subspan(samples_.at(left, since_ms, moment_.time_ms, snapshot));
    }
    const pv_history_values told{.size = sizeof(pv_history_values),
                                 .count = snapshot.series.size(),
                                 .series = snapshot.series.data(),
                                 .times_ms = snapshot.times_ms.data(),
                                 .values = snapshot.values.data(),
                                 .qualities = snapshot.qualities.data()};
    if (told.count > 0) visit(context, &told);
  }
}

std::vector<Sought> MomentQuery::sought() const {
  const std::lock_guard lock(mutex_);
  if (moment_.series_count == 0) return samples_.findAll();
  return samples_.find({moment_.series, moment_.series_count});
}

}  // namespace pipevane::history

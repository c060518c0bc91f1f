// One question about one time, of many series or of all.
#pragma once

#include "plugins/history/fair_mutex.h"
#include "plugins/history/sample_store.h"
#include "plugins/history/tiers/tier_store.h"

#include <pipevane/history.h>

#include <memory>
#include <span>
#include <unordered_set>
#include <vector>

namespace pipevane::history {

// Used once, by one thread; others add to the samples meanwhile, which `mutex` guards.
class MomentQuery {
 public:
  using Visit = void (*)(void*, const pv_history_values*);

  // All of it outlives this; `tiers` may be null.
  MomentQuery(const pv_history_moment& moment, std::shared_ptr<const TierStore> tiers,
              const SampleStore& samples, FairMutex& mutex);

  // As pv_history says. `visit` is called while nothing is locked.
  void answer(void* context, Visit visit) const;

 private:
  std::vector<Sought> sought() const;
  bool asksTiers() const;
  void answerOlder(const std::unordered_set<SeriesId>& told, void* context, Visit visit) const;
  static void tell(const Snapshot& snapshot, void* context, Visit visit);

  const pv_history_moment moment_;
  const std::int64_t since_ms_;
  const std::shared_ptr<const TierStore> tiers_;
  const SampleStore& samples_;
  FairMutex& mutex_;
};

}  // namespace pipevane::history

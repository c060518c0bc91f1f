// One question about one time, of many series or of all.
#pragma once

#include "plugins/history/fair_mutex.h"
#include "plugins/history/sample_store.h"

#include <pipevane/history.h>

#include <vector>

namespace pipevane::history {

// Used once, by one thread; others add to the samples meanwhile, which `mutex` guards.
class MomentQuery {
 public:
  using Visit = void (*)(void*, const pv_history_values*);

  // All of it outlives this.
  MomentQuery(const pv_history_moment& moment, const SampleStore& samples, FairMutex& mutex);

  // As pv_history says. `visit` is called while nothing is locked.
  void answer(void* context, Visit visit) const;

 private:
  std::vector<Sought> sought() const;

  const pv_history_moment moment_;
  const SampleStore& samples_;
  FairMutex& mutex_;
};

}  // namespace pipevane::history

// One question about a range of time, answered out of what is stored and what archives say.
#pragma once

#include "plugins/history/archive/archive_reader.h"
#include "plugins/history/archive/holes.h"
#include "plugins/history/archive/past.h"
#include "plugins/history/sample_store.h"
#include "plugins/history/steps.h"

#include <pipevane/history.h>
#include <pipevane/host.h>

#include <mutex>
#include <span>
#include <vector>

namespace pipevane::history {

// Used once, by one thread; others add to the samples meanwhile, which `mutex` guards.
class RangeQuery {
 public:
  using Visit = void (*)(void*, const pv_history_points*);

  // All of it outlives this.
  RangeQuery(const pv_history_query& query, const Host& host, const ArchiveReader& archives,
             const SampleStore& samples, std::mutex& mutex);

  // As pv_history says. `visit` is called while nothing is locked.
  void answer(void* context, Visit visit);

 private:
  std::vector<Past> pasts() const;
  Range reach(std::span<const Past> pasts) const;
  Range known() const;
  Extent extentOf(SeriesId series) const;  // locked
  void answerOne(SeriesId series, const Past& past, Range reach, Answer& answer) const;

  const pv_history_query& query_;
  const std::span<const SeriesId> series_;
  const Host& host_;
  const ArchiveReader& archives_;
  const SampleStore& samples_;
  std::mutex& mutex_;
};

}  // namespace pipevane::history

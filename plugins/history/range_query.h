// One question about a range of time, answered out of what is stored and what archives say.
#pragma once

#include "plugins/history/archive/archive_reader.h"
#include "plugins/history/archive/holes.h"
#include "plugins/history/archive/past.h"
#include "plugins/history/fair_mutex.h"
#include "plugins/history/sample_store.h"
#include "plugins/history/steps.h"
#include "plugins/history/tiers/older.h"

#include <pipevane/history.h>
#include <pipevane/host.h>

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace pipevane::history {

// Used once, by one thread; others add to the samples meanwhile, which `mutex` guards.
class RangeQuery {
 public:
  using Visit = void (*)(void*, const pv_history_points*);
  // So many points are kept from the search for holes, two days of one series with one each ten
  // seconds; of the rest they are looked up again.
  static constexpr std::size_t kKeptMost = 20'000;

  // Where a step is asked for so long a time of a series is in memory at once, however long the
  // step and the range are: at a sample a second two megabytes.
  static constexpr std::int64_t kPartMs = 86'400'000;

  // All of it outlives this. `archives` may be null: nobody is asked for what is not stored; and so
  // may `tiers`.
  RangeQuery(const pv_history_query& query, const Host& host, const ArchiveReader* archives,
             std::shared_ptr<const TierStore> tiers, const SampleStore& samples, FairMutex& mutex);

  // As pv_history says. `visit` is called while nothing is locked.
  void answer(void* context, Visit visit);

 private:
  // What is stored of a series in the range, and in all.
  struct Stored {
    std::vector<Summary> older;  // what became of the samples before
    std::vector<Point> points;
    Extent extent;

    std::vector<Summary> summaries() const;
  };

  void chooseTier();
  bool samplesHaveAll() const;
  void answerEach(void* context, Visit visit);
  void answerCombined(void* context, Visit visit);
  pv_history_points pointsOf(SeriesId series, const Answer& answer, const Past& past,
                             const std::vector<pv_tier_span>& tiers) const;
  bool hasArchives() const { return archives_ != nullptr && archives_->any(); }
  void askArchives();
  Stored stored(std::size_t index);
  Range reach() const;
  std::int64_t widened(std::int64_t least_ms, Range reach) const;
  Range known() const;
  Extent extentOf(SeriesId series) const;  // locked
  void answerOne(std::size_t index, Range reach, Answer& answer);
  void answerInParts(SeriesId series, Range reach, std::int64_t step_ms, Answer& answer) const;
  void answerRate(std::span<const Point> points, std::int64_t widened, Answer& answer) const;

  const pv_history_query query_;
  // Of what is stored, from then on: a rate counts from what was before.
  const std::int64_t stored_from_ms_;
  const std::span<const SeriesId> series_;
  const Host& host_;
  const ArchiveReader* const archives_;
  const SampleStore& samples_;
  FairMutex& mutex_;
  Older older_;
  // By series.
  std::vector<std::optional<Stored>> stored_;
  std::vector<Past> pasts_;
};

}  // namespace pipevane::history

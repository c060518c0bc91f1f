// What there is of some series before their oldest samples, for one question.
#pragma once

#include "plugins/history/fair_mutex.h"
#include "plugins/history/sample_store.h"
#include "plugins/history/tiers/tier_store.h"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace pipevane::history {

class Older {
 public:
  struct Series {
    std::vector<Summary> all;  // ascending
    // Samples until then count in these, and not once more.
    std::int64_t until_ms = std::numeric_limits<std::int64_t>::min();
  };

  // All of it outlives this, but for `tiers`, which may be null: there is nothing then. `mutex`
  // guards the samples.
  Older(std::span<const SeriesId> series, std::shared_ptr<const TierStore> tiers,
        const SampleStore& samples, FairMutex& mutex)
      : series_(series), tiers_(std::move(tiers)), samples_(samples), mutex_(mutex) {}

  // From now on what begins in that time, by minutes or by hours.
  void ask(std::int64_t tier_ms, std::int64_t from_ms, std::int64_t to_ms);
  // Whether there may be any in a time.
  bool touches(std::int64_t from_ms, std::int64_t to_ms) const;
  // There may be: somebody asked.
  bool any() const { return range_.has_value(); }
  std::optional<TierStore::Extent> extent() const { return tiers_->extentOf(series_); }
  // Of the one at that place; valid until the next call.
  const Series& of(std::size_t index);

 private:
  // Read from the disk together.
  static constexpr std::size_t kAtOnce = 16;

  void read(std::size_t first);
  void endWhereSamplesBegin(SeriesId series, Series& older) const;

  const std::span<const SeriesId> series_;
  const std::shared_ptr<const TierStore> tiers_;
  const SampleStore& samples_;
  FairMutex& mutex_;
  std::optional<TierRange> range_;
  std::size_t first_ = 0;      // that was read last
  std::vector<Series> found_;  // of it and the ones behind it
};

}  // namespace pipevane::history

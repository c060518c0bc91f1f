// What became of samples of some series that have left the memory, for one question.
#pragma once

#include "plugins/history/tiers/tier_store.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace pipevane::history {

class Older {
 public:
  struct Series {
    std::vector<Summary> all;  // ascending
    // Some of the samples that are in the memory count in these already.
    bool loaded = false;
  };

  // `tiers` may be null: there is nothing then.
  Older(std::span<const SeriesId> series, std::shared_ptr<const TierStore> tiers)
      : series_(series), tiers_(std::move(tiers)) {}

  // From now on what begins in that time, by minutes or by hours.
  void ask(std::int64_t tier_ms, std::int64_t from_ms, std::int64_t to_ms);
  // Whether there may be any in a time.
  bool touches(std::int64_t from_ms, std::int64_t to_ms) const;
  // There may be: somebody asked.
  bool any() const { return range_.has_value(); }
  std::optional<TierStore::Extent> extent() const { return tiers_->extentOf(series_); }
  // Of the one at that place; valid until the next call.
  const Series& of(std::size_t index);
  // Leaves out of its samples what counts in these.
  void leaveOut(SeriesId series, std::vector<Point>& points) const;
  // Why something may be missing, as a sentence without an end; empty: nothing is.
  const std::string& incomplete() const { return incomplete_; }

 private:
  // Read from the disk together; fewer where they are long.
  static constexpr std::size_t kAtOnce = 16;
  static constexpr std::int64_t kSummariesAtOnce = 100'000;

  void read(std::size_t first);

  const std::span<const SeriesId> series_;
  const std::shared_ptr<const TierStore> tiers_;
  std::optional<TierRange> range_;
  std::int64_t from_ms_ = 0;
  std::size_t at_once_ = kAtOnce;
  std::string incomplete_;
  std::size_t first_ = 0;      // that was read last
  std::vector<Series> found_;  // of it and the ones behind it
};

}  // namespace pipevane::history

// What a counter grew by from one sample to the next, if that can be told.
#pragma once

#include "plugins/history/bucket.h"
#include "plugins/history/point.h"

#include <pipevane/history.h>

#include <cmath>
#include <cstdint>
#include <optional>

namespace pipevane::history {

// One series' samples in ascending time. Those that are not known are passed over.
class Growth {
 public:
  // Of Proxmox VE, whose values are the estimated ones.
  static constexpr std::int64_t kSourceRefreshMs = 10'000;
  // So long before a growth begins what counts for it: the sample that it counts from, and whether
  // that was the first look.
  static constexpr std::int64_t kReachesBackMs = PV_RATE_GAP_MS + kSourceRefreshMs;

  // Adds the growth up to that sample. None is told of the first one, behind a gap, and where it
  // fell: how much came before it was begun anew nobody knows. A source without times of its own
  // repeats an estimated one until its next refresh: the next change is of all the time since the
  // last one, but for one soon after the first look, which fell somewhere within a refresh. Between
  // estimated ones and others there is none, as their times are no one clock's.
  void addTo(Bucket& bucket, const Point& point) {
    if (std::isnan(point.value)) return;
    const bool estimated = point.quality == PV_ESTIMATED;
    if (last_ && estimated != (last_->quality == PV_ESTIMATED)) last_.reset();
    if (last_ && estimated && point.value == last_->value) {
      looked_ms_ = point.time_ms;
      return;
    }
    const std::uint64_t passed_ms = last_ ? between(last_->time_ms, point.time_ms) : 0;
    if (passed_ms > 0 && passed_ms <= PV_RATE_GAP_MS &&
        (change_seen_ || passed_ms >= kSourceRefreshMs)) {
      const double amount = point.value - last_->value;
      const double seconds = static_cast<double>(passed_ms) / 1000.0;
      if (amount >= 0 && std::isfinite(amount))
        bucket.add(amount / seconds, worse(last_->quality, point.quality), amount, seconds);
    }
    change_seen_ = !estimated || (last_ && between(looked_ms_, point.time_ms) <= PV_RATE_GAP_MS);
    looked_ms_ = point.time_ms;
    last_ = point;
  }

 private:
  // As unsigned numbers, which no times make overflow.
  static std::uint64_t between(std::int64_t earlier_ms, std::int64_t later_ms) {
    return static_cast<std::uint64_t>(later_ms) - static_cast<std::uint64_t>(earlier_ms);
  }

  // When the last one changed is known as nearly as samples are told, or has its own time.
  bool change_seen_ = false;
  std::int64_t looked_ms_ = 0;  // the last time, also at what had not changed
  std::optional<Point> last_;
};

}  // namespace pipevane::history

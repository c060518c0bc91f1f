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
  // Adds the growth up to that sample. None is told of the first one, behind a gap, and where it
  // fell: how much came before it was begun anew nobody knows. A source without times of its own
  // repeats an estimated one until its next refresh: the next change is of all the time since the
  // last one. Between estimated ones and others there is none, as their times are no one clock's.
  void addTo(Bucket& bucket, const Point& point) {
    if (std::isnan(point.value)) return;
    const bool estimated = point.quality == PV_ESTIMATED;
    if (last_ && estimated != (last_->quality == PV_ESTIMATED)) last_.reset();
    if (last_ && estimated && point.value == last_->value) return;
    // As unsigned numbers, which no times make overflow.
    const std::uint64_t passed_ms = last_ ? static_cast<std::uint64_t>(point.time_ms) -
                                                static_cast<std::uint64_t>(last_->time_ms)
                                          : 0;
    if (passed_ms > 0 && passed_ms <= PV_RATE_GAP_MS) {
      const double amount = point.value - last_->value;
      const double seconds = static_cast<double>(passed_ms) / 1000.0;
      if (amount >= 0 && std::isfinite(amount))
        bucket.add(amount / seconds, worse(last_->quality, point.quality), amount, seconds);
    }
    last_ = point;
  }

 private:
  std::optional<Point> last_;
};

}  // namespace pipevane::history

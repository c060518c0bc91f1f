// One "used of total" of an entity: its percentage.
#pragma once

#include "plugins/derive/quality.h"

#include <cstdint>
#include <limits>
#include <optional>

namespace pipevane::derive {

class Share {
 public:
  void total(std::int64_t time_ms, double value, Quality quality) {
    total_ = usable(value, quality) ? value : std::numeric_limits<double>::quiet_NaN();
    total_quality_ = quality;
    total_time_ms_ = std::max(total_time_ms_, time_ms);
  }
  void used(double value, Quality quality) {
    used_ = value;
    used_quality_ = quality;
  }

  // The percentage at the time of `used`, with a total at most `max_gap_ms` older. Unknown where
  // either is unknown and where the total is zero.
  Derived percent(std::int64_t time_ms, std::int64_t max_gap_ms) const;
  // There is none of it at all, as of swap on many machines.
  bool totalIsZero() const { return total_ == 0; }
  // False where either is unknown.
  bool exceedsTotal() const { return used_ > total_; }

 private:
  double used_ = 0;
  double total_ = std::numeric_limits<double>::quiet_NaN();
  std::int64_t total_time_ms_ = 0;
  Quality used_quality_ = Quality::kUnknown;
  Quality total_quality_ = Quality::kUnknown;
};

}  // namespace pipevane::derive

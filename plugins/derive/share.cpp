#include "plugins/derive/share.h"

namespace pipevane::derive {

Derived Share::percent(std::int64_t time_ms, std::int64_t max_gap_ms) const {
  if (!usable(used_, used_quality_) || !(total_ > 0)) return kUnknownValue;
  if (time_ms - total_time_ms_ > max_gap_ms) return kUnknownValue;
  return {100.0 * used_ / total_, worse(used_quality_, total_quality_)};
}

}  // namespace pipevane::derive

// One entity's uptime: how often it was seen to start anew. A counter may have grown past its old
// value by the time it is looked at again; the uptime still gives the restart away.
#pragma once

#include "plugins/derive/quality.h"

#include <cstdint>
#include <limits>

namespace pipevane::derive {

class Uptime {
 public:
  // `live`: no backfill. So many live ones in a row with older times come from a clock that was set
  // back, and go on there, as a counter's do.
  void step(std::int64_t time_ms, double seconds, Quality quality, bool live);
  std::uint32_t restarts() const { return restarts_; }
  std::int64_t seenMs() const { return time_ms_; }
  // The last one had the source's own time.
  bool timed() const { return timed_; }

 private:
  bool setBack(std::int64_t time_ms, bool live);

  std::int64_t time_ms_ = std::numeric_limits<std::int64_t>::min();
  double seconds_ = 0;
  std::uint32_t restarts_ = 0;
  bool timed_ = false;
  int late_ = 0;  // so many in a row
};

}  // namespace pipevane::derive

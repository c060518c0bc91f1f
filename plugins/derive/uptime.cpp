#include "plugins/derive/uptime.h"

#include "plugins/derive/counter.h"

namespace pipevane::derive {

// Uptimes are whole seconds.
constexpr double kGranularitySeconds = 1.0;
// A source may have told an old uptime before; more than that is another one's.
constexpr double kAheadSeconds = 60.0;

// What was before is no measure for what comes.
bool Uptime::setBack(std::int64_t time_ms, bool live) {
  if (!live || time_ms == time_ms_ || ++late_ < kSetBackAfter) return false;
  time_ms_ = std::numeric_limits<std::int64_t>::min();
  ++restarts_;
  return true;
}

void Uptime::step(std::int64_t time_ms, double seconds, Quality quality, bool live) {
  if (!usable(seconds, quality)) return;
  if (time_ms <= time_ms_ && !setBack(time_ms, live)) return;
  late_ = 0;
  if (time_ms_ != std::numeric_limits<std::int64_t>::min()) {
    // Either it went down, or it is shorter than the time since the last look, or it grew by much
    // more or much less than that time: then the clock was put right, and a rate over such a time
    // would be wrong by as much.
    const double since = static_cast<double>(time_ms - time_ms_) / 1000.0;
    const bool repeated = seconds == seconds_;
    const bool too_short = !repeated && seconds + kGranularitySeconds < since;
    const bool ran_ahead = seconds - seconds_ > since + kAheadSeconds;
    const bool ran_behind = !repeated && since - (seconds - seconds_) > kAheadSeconds;
    if (seconds < seconds_ || too_short || ran_ahead || ran_behind) ++restarts_;
  }
  time_ms_ = time_ms;
  timed_ = quality == Quality::kLive;
  seconds_ = seconds;
}

}  // namespace pipevane::derive

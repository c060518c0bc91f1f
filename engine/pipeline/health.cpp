#include "engine/pipeline/health.h"

namespace pipevane::pipeline {

Health::Health(const Clock& clock, Log& log, std::string logger)
    : clock_(clock), log_(log), logger_(std::move(logger)) {
  now_.since_ms = clock_.nowMs();
}

void Health::enter(std::int32_t state, std::string_view why) {
  {
    const std::lock_guard lock(mutex_);
    if (!change(state, why) || saidBefore(state, why)) return;
  }
  say(state, std::string(why));
}

void Health::report(bool healthy, std::string_view why) {
  const std::int32_t state = healthy ? PV_RUNNING : PV_DEGRADED;
  {
    const std::lock_guard lock(mutex_);
    const bool listening =
        now_.state == PV_STARTING || now_.state == PV_RUNNING || now_.state == PV_DEGRADED;
    if (!listening) return;
    // While it starts, "running" is for `started` to say.
    if (now_.state == PV_STARTING && healthy) return;
    if (!change(state, healthy ? std::string_view{} : why)) return;
  }
  say(state, std::string(why));
}

void Health::started() {
  {
    const std::lock_guard lock(mutex_);
    if (now_.state != PV_STARTING || !change(PV_RUNNING, {})) return;
    last_failure_.clear();
  }
  say(PV_RUNNING, {});
}

HealthReading Health::read() const {
  const std::lock_guard lock(mutex_);
  return now_;
}

bool Health::change(std::int32_t state, std::string_view why) {
  if (now_.state == state && now_.why == why) return false;
  if (now_.state != state) now_.since_ms = clock_.nowMs();
  now_.state = state;
  now_.why = why;
  return true;
}

// A component that fails for the same reason at every try says so once; its restarts are counted.
bool Health::saidBefore(std::int32_t state, std::string_view why) {
  if (state != PV_HAS_FAILED) return false;
  if (last_failure_ == why) return true;
  last_failure_ = why;
  return false;
}

void Health::say(std::int32_t state, const std::string& why) const {
  switch (state) {
    case PV_RUNNING:
      return log_.write(logger_, LogLevel::kInfo, "It runs.");
    case PV_DEGRADED:
      return log_.write(logger_, LogLevel::kWarn, "It runs less well: " + why);
    case PV_HAS_FAILED:
      return log_.write(logger_, LogLevel::kError, "It failed: " + why);
    case PV_HAS_STOPPED:
      return log_.write(logger_, LogLevel::kInfo,
                        why.empty() ? "It has stopped." : "It has stopped: " + why);
    default:
      return log_.write(logger_, LogLevel::kDebug,
                        state == PV_STOPPING ? "It is stopping." : "It starts.");
  }
}

}  // namespace pipevane::pipeline

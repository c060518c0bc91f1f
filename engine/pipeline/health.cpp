#include "engine/pipeline/health.h"

#include "engine/base/limits.h"

#include <utility>

namespace pipevane::pipeline {

Health::Health(const Clock& clock, Log& log, std::string logger)
    : clock_(clock), log_(log), logger_(std::move(logger)) {
  now_.since_ms = clock_.nowMs();
}

void Health::enter(std::int32_t state, std::string_view why) {
  {
    const std::lock_guard lock(mutex_);
    if (state == PV_STOPPING && now_.state == PV_HAS_STOPPED) return;
    if (state == PV_STARTING && now_.state == PV_STOPPING) return;
    complaint_.reset();
    retry_.reset();
    if (!change(state, why) || (state == PV_HAS_FAILED && repeats(why))) return;
  }
  say(state, std::string(why));
}

void Health::report(bool healthy, std::string_view why) {
  settle(complaint_, healthy ? std::nullopt : std::optional<std::string>(why));
}

void Health::retries(std::optional<std::string> why) { settle(retry_, std::move(why)); }

void Health::settle(std::optional<std::string>& trouble, std::optional<std::string> why) {
  HealthReading next;
  {
    const std::lock_guard lock(mutex_);
    const bool listening =
        now_.state == PV_STARTING || now_.state == PV_RUNNING || now_.state == PV_DEGRADED;
    if (!listening) return;
    trouble = std::move(why);
    const auto& told = retry_ ? retry_ : complaint_;
    // While it starts, "running" is for `started` to say.
    if (now_.state == PV_STARTING && !told) return;
    const std::int32_t before = now_.state;
    change(told ? PV_DEGRADED : PV_RUNNING, told.value_or(""));
    if (now_.state == PV_DEGRADED ? !saysReason(before) : now_.state == before) return;
    next = now_;
  }
  say(next.state, next.why);
}

void Health::started() {
  bool again = false;
  {
    const std::lock_guard lock(mutex_);
    ran_since_ms_ = clock_.steadyMs();
    again = std::exchange(ran_before_, true) && !last_failure_.empty();
    if (now_.state != PV_STARTING || !change(PV_RUNNING, {}) || flaps_) return;
  }
  if (again)
    log_.write(logger_, LogLevel::kInfo, "It runs again; the same failure would only be counted.");
  else
    say(PV_RUNNING, {});
}

HealthReading Health::read() const {
  const std::lock_guard lock(mutex_);
  return now_;
}

bool Health::change(std::int32_t state, std::string_view why) {
  if (now_.state == state && now_.why == why) return false;
  if (state == PV_HAS_FAILED && now_.state != state) {
    // Between two tries it only starts.
    if (!failing_since_ms_ || recovered()) failing_since_ms_ = clock_.nowMs();
    now_.since_ms = *failing_since_ms_;
  } else if (now_.state != state) {
    now_.since_ms = clock_.nowMs();
  }
  now_.state = state;
  now_.why = why;
  return true;
}

// At once where it was well `before`, and then what is new.
bool Health::saysReason(std::int32_t before) {
  const std::int64_t now_ms = clock_.steadyMs();
  if (before == PV_DEGRADED) return told_causes_.goesOn(now_.why, now_ms);
  told_causes_.begin(now_.why, now_ms);
  return true;
}

// It has run well for a while since its last failure.
bool Health::recovered() const {
  return ran_since_ms_ && clock_.steadyMs() - *ran_since_ms_ >= limits::kRecoveredAfterMs;
}

// A component that fails for the same reason at every try says so once; its restarts are counted.
bool Health::repeats(std::string_view why) {
  const bool ran = ran_since_ms_.has_value();
  const bool same = !recovered() && last_failure_ == why;
  flaps_ = same && ran;
  last_failure_ = why;
  ran_since_ms_.reset();
  return same;
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

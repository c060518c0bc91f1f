// What state a component is in, since when and why; logged once at each change. Of a reason that
// changes while the state stays a new cause is logged at once, and none twice.
#pragma once

#include "engine/base/clock.h"
#include "engine/base/log.h"
#include "engine/pipeline/told_causes.h"

#include <pipevane/abi.h>

#include <mutex>
#include <optional>
#include <string>

namespace pipevane::pipeline {

struct HealthReading {
  std::int32_t state = PV_STARTING;
  std::string why;  // empty while all is well
  // Since when it is in this state; of one that failed since it did so first after it ran well.
  std::int64_t since_ms = 0;
};

class Health {
 public:
  Health(const Clock& clock, Log& log, std::string logger);

  // [any] The engine's view: starting, failed, stopping, stopped. What stops does not start any
  // more, and what has stopped does not stop again.
  void enter(std::int32_t state, std::string_view why = {});
  // [any] The component's own word. Heard only while it runs.
  void report(bool healthy, std::string_view why);
  // [worker] It is given one batch again and again, for this reason; nothing when that is over.
  void retries(std::optional<std::string> why);
  // [worker] The component has started; keeps a degraded state that it reported meanwhile.
  void started();
  HealthReading read() const;

 private:
  void settle(std::optional<std::string>& trouble, std::optional<std::string> why);
  bool change(std::int32_t state, std::string_view why);
  bool repeats(std::string_view why);
  bool recovered() const;
  bool saysReason(std::int32_t before);
  void say(std::int32_t state, const std::string& why) const;

  const Clock& clock_;
  Log& log_;
  const std::string logger_;
  mutable std::mutex mutex_;
  HealthReading now_;
  std::optional<std::string> complaint_, retry_;
  ToldCauses told_causes_;  // while it is degraded
  std::optional<std::int64_t> failing_since_ms_;
  std::string last_failure_;  // forgotten when it has run well for a while
  // By the steady clock; nothing: it has not run since its last failure.
  std::optional<std::int64_t> ran_since_ms_;
  bool ran_before_ = false;
  bool flaps_ = false;  // it ran, and failed for the same reason again
};

}  // namespace pipevane::pipeline

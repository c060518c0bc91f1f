// What state a component is in, since when and why; logged once at each change.
#pragma once

#include "engine/base/clock.h"
#include "engine/base/log.h"

#include <pipevane/abi.h>

#include <mutex>
#include <string>

namespace pipevane::pipeline {

struct HealthReading {
  std::int32_t state = PV_STARTING;
  std::string why;  // empty while all is well
  std::int64_t since_ms = 0;
};

class Health {
 public:
  Health(const Clock& clock, Log& log, std::string logger);

  // [any] The engine's view: starting, failed, stopping, stopped.
  void enter(std::int32_t state, std::string_view why = {});
  // [any] The component's own word. Heard only while it runs.
  void report(bool healthy, std::string_view why);
  // [worker] The component has started; keeps a degraded state that it reported meanwhile.
  void started();
  HealthReading read() const;

 private:
  bool change(std::int32_t state, std::string_view why);
  bool saidBefore(std::int32_t state, std::string_view why);
  void say(std::int32_t state, const std::string& why) const;

  const Clock& clock_;
  Log& log_;
  const std::string logger_;
  mutable std::mutex mutex_;
  HealthReading now_;
  std::string last_failure_;  // since it last ran
};

}  // namespace pipevane::pipeline

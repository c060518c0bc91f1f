// The clocks of the machine: the one that tells the time, and the monotonic one, which all pauses
// are taken by, so that setting the time neither skips nor prolongs one.
#pragma once

#include "engine/base/clock.h"

namespace pipevane {

class SystemClock final : public Clock {
 public:
  std::int64_t nowMs() const override;
  std::int64_t steadyMs() const override;
  std::unique_ptr<Waiter> makeWaiter() override;
};

}  // namespace pipevane

// The clock of the machine. Deadlines are waited for on the monotonic clock, so that setting the
// time neither skips nor prolongs a pause.
#pragma once

#include "engine/base/clock.h"

namespace pipevane {

class SystemClock final : public Clock {
 public:
  std::int64_t nowMs() const override;
  std::unique_ptr<Waiter> makeWaiter() override;
};

}  // namespace pipevane

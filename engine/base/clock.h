// Time, injected: the system's, or a virtual one under which a whole pipeline runs
// deterministically.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

namespace pipevane {

// One component thread's place to wait. Made before the thread starts, in the order of the
// components: a virtual clock takes that order where several could go on.
class Waiter {
 public:
  virtual ~Waiter() = default;
  // [main] The thread is about to begin: a virtual clock stands still until it has.
  virtual void announce() = 0;
  // [worker] The thread begins, and ends. Between the two it only ever waits through `wait`.
  virtual void enter() = 0;
  virtual void leave() = 0;
  // [worker] Returns true as soon as `ready` holds, false at the deadline, by Clock::steadyMs.
  // `ready` may be called from any thread; it may take locks, but none that is held while calling
  // `wake`.
  virtual bool wait(std::optional<std::int64_t> deadline_ms,
                    const std::function<bool()>& ready) = 0;
  // [any] What `ready` reads has changed.
  virtual void wake() = 0;
};

class Clock {
 public:
  virtual ~Clock() = default;
  // [any] The time of day: milliseconds since the epoch, UTC. Somebody may set it, back or ahead.
  virtual std::int64_t nowMs() const = 0;
  // [any] Milliseconds since some moment in the past, 0 or more. Never goes back and nobody sets
  // it: for pauses, and for how long ago something was.
  virtual std::int64_t steadyMs() const = 0;
  // [main] The clock outlives the waiter.
  virtual std::unique_ptr<Waiter> makeWaiter() = 0;
};

}  // namespace pipevane

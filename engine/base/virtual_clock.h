// A clock that stands still while anybody works, and under which only one thread works at a time:
// the first in the order of the waiters that can go on. When nobody can, time jumps to the earliest
// deadline. So a run depends on nothing but its input, and an hour passes as fast as its work is
// done.
#pragma once

#include "engine/base/clock.h"

#include <condition_variable>
#include <mutex>
#include <vector>

namespace pipevane {

class VirtualClock final : public Clock {
 public:
  explicit VirtualClock(std::int64_t start_ms) : now_ms_(start_ms), horizon_ms_(start_ms) {}

  std::int64_t nowMs() const override;
  // The virtual time.
  std::int64_t steadyMs() const override;
  std::unique_ptr<Waiter> makeWaiter() override;

  // [main] Lets the virtual time run up to then and returns when there is nothing left to do before
  // or at that time.
  void advanceTo(std::int64_t time_ms);
  // [main] Somebody sets the time of day, ahead or back: no time passes. It is the virtual time
  // until then.
  void setTimeBy(std::int64_t ms);

 private:
  friend class VirtualWaiter;
  struct Place;

  void add(Place& place);
  void remove(Place& place);
  // All of these hold `mutex_`.
  void park(std::unique_lock<std::mutex>& lock, Place& place);
  void dispatch();
  Place* nextReady() const;
  Place* nextDeadline() const;
  bool anyoneBusy() const;

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::int64_t now_ms_;
  std::int64_t horizon_ms_;
  std::int64_t set_by_ms_ = 0;
  bool idle_ = false;
  std::vector<Place*> places_;
};

}  // namespace pipevane

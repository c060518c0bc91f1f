// When the next cycle is due.
#pragma once

#include <cstdint>

namespace pipevane::proxmox_poll {

// Every interval from the first cycle on, however long a cycle takes: no drift. What is missed is
// left out, not made up for.
class Schedule {
 public:
  explicit Schedule(std::int64_t interval_ms) : interval_ms_(interval_ms) {}

  // The first time after `now_ms` that is due: a cycle out of turn changes nothing. A clock that
  // was set anew begins a new schedule.
  std::int64_t next(std::int64_t now_ms) {
    if (!begun_ || now_ms < due_ms_ - interval_ms_) {
      begun_ = true;
      due_ms_ = now_ms;
    }
    if (now_ms < due_ms_) return due_ms_;
    due_ms_ += ((now_ms - due_ms_) / interval_ms_ + 1) * interval_ms_;
    return due_ms_;
  }

 private:
  std::int64_t interval_ms_;
  std::int64_t due_ms_ = 0;
  bool begun_ = false;
};

}  // namespace pipevane::proxmox_poll

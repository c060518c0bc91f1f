// When the next cycle is due.
#pragma once

#include <cstdint>
#include <optional>

namespace pipevane::proxmox_poll {

// Every interval from the first cycle on, however long a cycle takes: no drift. What is missed is
// left out, not made up for.
class Schedule {
 public:
  explicit Schedule(std::int64_t interval_ms) : interval_ms_(interval_ms) {}

  // The first time after `now_ms` that is due, both by the steady clock: a cycle out of turn
  // changes nothing.
  std::int64_t next(std::int64_t now_ms) {
    std::int64_t& due_ms = due_ms_ ? *due_ms_ : due_ms_.emplace(now_ms);
    if (now_ms < due_ms) return due_ms;
    due_ms += ((now_ms - due_ms) / interval_ms_ + 1) * interval_ms_;
    return due_ms;
  }

 private:
  std::int64_t interval_ms_;
  std::optional<std::int64_t> due_ms_;  // nothing: there was no cycle yet
};

}  // namespace pipevane::proxmox_poll

// How much came in the last minute.
#pragma once

#include <cstdint>
#include <deque>

namespace pipevane::proxmox_push {

// Looked at about once a second. One thread.
class Pace {
 public:
  static constexpr std::int64_t kMinuteMs = 60'000;
  // Since the beginning.
  struct Total {
    std::uint64_t pushes = 0, lines = 0, bytes = 0;
  };

  // What they are now, by the steady clock.
  void note(std::int64_t steady_ms, const Total& total) {
    // Looks that are closer are one, so that there are 62 at most.
    if (!looks_.empty() && steady_ms - looks_.back().time_ms < kCloseMs) return;
    looks_.push_back({steady_ms, total});
    while (looks_.size() > 1 && looks_[1].time_ms <= steady_ms - kMinuteMs) looks_.pop_front();
  }
  // By how much they grew in the minute before the last look, or in a little more.
  Total lastMinute() const {
    if (looks_.empty()) return {};
    const Total& now = looks_.back().total;
    const Total& before = looks_.front().total;
    return {now.pushes - before.pushes, now.lines - before.lines, now.bytes - before.bytes};
  }

 private:
  static constexpr std::int64_t kCloseMs = 1'000;

  struct Look {
    std::int64_t time_ms;
    Total total;
  };
  std::deque<Look> looks_;  // the first one is a minute old, once there is such a one
};

}  // namespace pipevane::proxmox_push

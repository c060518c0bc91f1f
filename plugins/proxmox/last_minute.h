// How much counters grew in the last minute.
#pragma once

#include <cstdint>
#include <deque>

namespace pipevane::proxmox {

// `Total`: counters that begin at nothing, and can be subtracted. Looked at as often as one likes.
// One thread.
template <class Total>
class LastMinute {
 public:
  using Counters = Total;
  static constexpr std::int64_t kMinuteMs = 60'000;

  // What they are now, by the steady clock.
  void note(std::int64_t now_ms, const Total& total) {
    if (looks_.empty()) looks_.push_back({now_ms, {}});
    if (looks_.size() > 1 && now_ms - looks_[looks_.size() - 2].time_ms < kCloseMs)
      looks_.back().total = total;
    else
      looks_.push_back({now_ms, total});
    while (looks_.size() > 2 && looks_[1].time_ms <= now_ms - kMinuteMs) looks_.pop_front();
  }
  // By how much they grew in the minute before the last look, or in a little more.
  Total lastMinute() const {
    return looks_.empty() ? Total{} : looks_.back().total - looks_.front().total;
  }

 private:
  // Looks that are closer are one.
  static constexpr std::int64_t kCloseMs = 1'000;

  struct Look {
    std::int64_t time_ms;
    Total total;
  };
  std::deque<Look> looks_;  // the first one is a minute old, once there is such a one
};

}  // namespace pipevane::proxmox

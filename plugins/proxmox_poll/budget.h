// How many requests may be made: a limit that nothing reaches in ordinary operation, for the case
// that something makes this one ask far more often than it should.
#pragma once

#include <algorithm>
#include <cstdint>
#include <mutex>
#include <string>

namespace pipevane::proxmox_poll {

// Room for a minute's requests, which grows again evenly. All times are the steady clock's. [any]
class Budget {
 public:
  explicit Budget(std::int64_t per_minute)
      : per_minute_(per_minute), left_(static_cast<double>(per_minute)) {}

  // False where the limit is reached.
  bool take(std::int64_t now_ms) { return takeOver(now_ms, 0); }
  // The same for what somebody asks to see: half of the room stays the poll's.
  bool takeBeside(std::int64_t now_ms) {
    return takeOver(now_ms, static_cast<double>(per_minute_) / 2);
  }
  // Whether there is room for that many, of which none is taken.
  bool holds(int requests, std::int64_t now_ms) {
    const std::lock_guard lock(mutex_);
    refill(now_ms);
    return left_ >= requests;
  }
  std::int64_t perMinute() const { return per_minute_; }
  // What to say where the limit is reached, a sentence without an end.
  std::string why() const {
    return "asks no more for now: the limit of " + std::to_string(per_minute_) +
           " requests a minute is reached, see the option \"requests_per_minute\"";
  }

 private:
  static constexpr std::int64_t kMinuteMs = 60'000;

  bool takeOver(std::int64_t now_ms, double kept) {
    const std::lock_guard lock(mutex_);
    refill(now_ms);
    if (left_ < kept + 1) return false;
    left_ -= 1;
    return true;
  }
  // While it holds the lock.
  void refill(std::int64_t now_ms) {
    const std::int64_t passed_ms = std::clamp<std::int64_t>(now_ms - refilled_ms_, 0, kMinuteMs);
    refilled_ms_ = now_ms;
    const auto most = static_cast<double>(per_minute_);
    left_ = std::min(most, left_ + most * static_cast<double>(passed_ms) / kMinuteMs);
  }

  const std::int64_t per_minute_;
  std::mutex mutex_;  // of all below
  double left_;
  std::int64_t refilled_ms_ = 0;
};

}  // namespace pipevane::proxmox_poll

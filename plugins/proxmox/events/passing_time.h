// The time that passes from exchange to exchange, whoever sets the clock that stamps them.
#pragma once

#include <cstdint>
#include <optional>

namespace pipevane::proxmox::events {

// Goes back by no more than calls overlap: of one that was set back what has passed is not known,
// and counts as nothing. One that was set ahead makes what waits come early, and that is all.
class PassingTime {
 public:
  // Of an exchange that was stamped then.
  std::int64_t of(std::int64_t time_ms) {
    if (last_ms_ && time_ms < *last_ms_ - kOverlapMs) ahead_ms_ += *last_ms_ - time_ms;
    last_ms_ = time_ms;
    return time_ms + ahead_ms_;
  }

 private:
  // Longer than a call may take.
  static constexpr std::int64_t kOverlapMs = 60'000;

  std::optional<std::int64_t> last_ms_;
  std::int64_t ahead_ms_ = 0;
};

}  // namespace pipevane::proxmox::events

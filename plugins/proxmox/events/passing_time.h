// The time that passes from exchange to exchange, whoever sets the clock that stamps them.
#pragma once

#include <cstdint>
#include <optional>

namespace pipevane::proxmox::events {

// Exchanges come in the order in which they ended; one that ended before the one before it was
// stamped by a clock that was set back: what has passed is not known, and counts as nothing. One
// that was set ahead makes what waits come early, and that is all.
class PassingTime {
 public:
  // Of an exchange that was stamped then, and took so long.
  std::int64_t of(std::int64_t time_ms, std::int64_t took_ms) {
    const std::int64_t end_ms = time_ms + took_ms;
    if (last_ms_ && end_ms < *last_ms_ - kUnorderedMs) ahead_ms_ += *last_ms_ - end_ms;
    last_ms_ = end_ms;
    return time_ms + ahead_ms_;
  }

 private:
  // Until what ended at the same time is handed on by several threads.
  static constexpr std::int64_t kUnorderedMs = 2'000;

  std::optional<std::int64_t> last_ms_;
  std::int64_t ahead_ms_ = 0;
};

}  // namespace pipevane::proxmox::events

// What a host was asked lately.
#pragma once

#include "plugins/proxmox/api/api_client.h"

#include <cstdint>
#include <deque>

namespace pipevane::proxmox {

// The last minute of counters that begin at nothing, looked at about once a cycle. One thread.
class Traffic {
 public:
  using Counters = ApiClient::Counters;
  static constexpr std::int64_t kMinuteMs = 60'000;

  // What they are now, by the steady clock.
  void note(std::int64_t now_ms, const Counters& total);
  // By how much they grew in the minute before the last look, or in a little more.
  Counters lastMinute() const;

 private:
  // Looks that are closer are one.
  static constexpr std::int64_t kCloseMs = 1'000;

  struct Look {
    std::int64_t time_ms;
    Counters total;
  };
  std::deque<Look> looks_;  // the first one is a minute old, once there is such a one
};

}  // namespace pipevane::proxmox

// How long to wait before asking again what did not answer.
#pragma once

#include <cstdint>
#include <random>

namespace pipevane::proxmox_poll {

// Doubles from failure to failure up to the most, which is a minute unless said otherwise. The wait
// is drawn from the upper half of that, so that many clients of a server that comes back do not all
// ask in the same moment.
class BackOff {
 public:
  static constexpr std::int64_t kFirstMs = 2'000;
  static constexpr std::int64_t kMostMs = 60'000;

  explicit BackOff(std::uint32_t seed, std::int64_t first_ms = kFirstMs,
                   std::int64_t most_ms = kMostMs)
      : random_(seed), first_ms_(first_ms), most_ms_(most_ms) {}

  std::int64_t failed();
  void succeeded() { wait_ms_ = first_ms_; }

 private:
  std::minstd_rand random_;
  std::int64_t first_ms_, most_ms_;
  std::int64_t wait_ms_ = first_ms_;
};

}  // namespace pipevane::proxmox_poll

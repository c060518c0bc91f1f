// How long to wait before asking again what did not answer.
#pragma once

#include <cstdint>
#include <random>

namespace pipevane::proxmox_poll {

// Doubles from failure to failure up to a minute. The wait is drawn from the upper half of that, so
// that many clients of a server that comes back do not all ask in the same moment.
class BackOff {
 public:
  static constexpr std::int64_t kFirstMs = 2'000;
  static constexpr std::int64_t kMostMs = 60'000;

  explicit BackOff(std::uint32_t seed) : random_(seed) {}

  std::int64_t failed();
  void succeeded() { wait_ms_ = kFirstMs; }

 private:
  std::minstd_rand random_;
  std::int64_t wait_ms_ = kFirstMs;
};

}  // namespace pipevane::proxmox_poll

// How long to wait before asking again what did not answer.
#pragma once

#include <cstdint>
#include <string_view>

namespace pipevane::proxmox {

// Doubles from failure to failure up to the most, which is a minute unless said otherwise. The wait
// is from the upper half of that, so that many clients of a server that comes back do not all ask
// in the same moment. Where in it follows from who waits and from the moment in which it failed:
// that is another one for each process, and the same again in a run on a virtual clock.
class BackOff {
 public:
  static constexpr std::int64_t kFirstMs = 2'000;
  static constexpr std::int64_t kMostMs = 60'000;

  // `who`: the component, and what it waits for.
  explicit BackOff(std::string_view who, std::int64_t first_ms = kFirstMs,
                   std::int64_t most_ms = kMostMs);

  // In ms from `now_ms`, which is the host's steady time.
  std::int64_t failed(std::int64_t now_ms);
  void succeeded() { wait_ms_ = first_ms_; }

 private:
  std::uint64_t who_;
  std::int64_t first_ms_, most_ms_;
  std::int64_t wait_ms_ = first_ms_;
};

}  // namespace pipevane::proxmox

// How long what was told counts.
#pragma once

#include <cstdint>

namespace pipevane::proxmox {

struct PushTimes {
  // A time that is further from ours is refused: a wrong time zone is at most so much, and a time
  // of tomorrow would hide all others.
  static constexpr std::int64_t kSkewMostMs = 15LL * 3600 * 1000;
  // Times that go back by more than that are of a clock that was set back: nothing that Proxmox VE
  // pushes is late, since it never tries again.
  static constexpr std::int64_t kSetBackMs = 30'000;
  // Figures of which no newer ones came for so long are stale, as those that are polled.
  static constexpr std::int64_t kStaleMs = 45'000;
  // And then nobody knows what state it is in. Proxmox VE itself forgets after five minutes, too.
  static constexpr std::int64_t kUnknownMs = 5 * 60'000;
  // What a node told before, and does not tell while it tells of others of its kind, is gone then;
  // else it may be the node that is, and that for long.
  static constexpr std::int64_t kGoneMs = 24LL * 3600 * 1000;
};

}  // namespace pipevane::proxmox

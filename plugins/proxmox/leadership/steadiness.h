// How long a source waits before it takes the lead from another one that is heard.
#pragma once

#include "plugins/proxmox/leadership/standing.h"

#include <cstdint>
#include <optional>

namespace pipevane::proxmox {

// One that comes and goes, or whose quorum does, does not make the lead come and go. All times are
// by the steady clock: one that is set makes nobody late. Who calls takes care that nobody else
// does.
class Steadiness {
 public:
  // How long one that failed, or that gave the lead away in the minority, stands by before it takes
  // it for seeing more, and how often one that would then looks whether its node has quorum by now.
  static constexpr std::int64_t kSteadyMs = 5 * 60'000;
  // The same where the leader is in the minority, which is urgent: it tells what is not so.
  static constexpr std::int64_t kQuorumAgainMs = 60'000;

  void failed(std::int64_t now_ms) { failed_ms_ = now_ms; }
  void gaveAwayInMinority(std::int64_t now_ms) { gave_away_ms_ = now_ms; }
  // As its node said its side.
  void sideSaid(std::int64_t now_ms) { side_ms_ = now_ms; }

  // From one that answers.
  bool mayClaim(const Standing& own, const Standing& leader, std::int64_t now_ms) const {
    if (!own.beats(leader)) return false;
    if (!leader.rights.showGuests()) return true;
    if (own.beatsByQuorum(leader)) return isOver(failed_ms_, kQuorumAgainMs, now_ms);
    return isOver(failed_ms_, kSteadyMs, now_ms) && isOver(gave_away_ms_, kSteadyMs, now_ms);
  }
  // The same where its node may have quorum by now: one that stands by does not ask.
  bool mayTry(Standing own, const Standing& leader, std::int64_t now_ms) const {
    const std::int64_t again_ms = leader.isMinority() ? kQuorumAgainMs : kSteadyMs;
    if (isOver(side_ms_, again_ms, now_ms)) own.side = Side::kMajority;
    return mayClaim(own, leader, now_ms);
  }

 private:
  static bool isOver(std::optional<std::int64_t> since_ms, std::int64_t wait_ms,
                     std::int64_t now_ms) {
    return !since_ms || now_ms - *since_ms >= wait_ms;
  }

  std::optional<std::int64_t> failed_ms_, gave_away_ms_, side_ms_;
};

}  // namespace pipevane::proxmox

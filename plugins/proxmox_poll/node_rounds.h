// Asks the nodes one after the other for what nothing tells that is asked of a whole cluster.
#pragma once

#include "plugins/proxmox/contacts/back_off.h"
#include "plugins/proxmox/fleet_decoder.h"
#include "plugins/proxmox_poll/conversation.h"
#include "plugins/proxmox_poll/export_rounds.h"

#include <pipevane/host.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace pipevane::proxmox_poll {

// One question in a cycle at most, whatever the size of the cluster: what is left of two requests
// in ten seconds where there is no metrics export, and beside it a few an hour.
// It goes through the node that answers, over the connection that is there: the node that it is
// about hands its answer over. One that does not in time rests, and costs nobody anything
// meanwhile.
// [worker] One thread.
class NodeRounds {
 public:
  // Load and swap, where the metrics export does not tell them: of one node after the other, at
  // most so often, which is each cycle of ten seconds however late one is.
  static constexpr std::int64_t kStatusEveryMs = 8'000;
  // The cache of ZFS, from 9.0 on; every node answers from files of its own.
  static constexpr std::int64_t kArcEveryMs = 5 * 60'000;
  static constexpr std::int64_t kNoArcEveryMs = 60 * 60'000;
  // What the clock says of a node that has told nothing new in the metrics export for so long,
  // which is two cycles of its own, as long as that is so: it may have been set back.
  static constexpr std::int64_t kUnheardMs = 15'000;
  static constexpr std::int64_t kClockEveryMs = 5 * 60'000;
  // A clock that is ahead is about to be set back, so one answer without anything new is enough.
  static constexpr std::int64_t kWrongClockEveryMs = 60'000;
  // For one answer; half of the time to the next cycle where that is less.
  static constexpr std::int64_t kPatienceMs = 3'000;
  // Of a node that failed; the first time, and at the most.
  static constexpr std::int64_t kRestMs = 2 * 60'000;
  static constexpr std::int64_t kRestMostMs = 10 * 60'000;

  // `decoder` outlives this.
  NodeRounds(const Host& host, const proxmox::FleetDecoder& decoder, std::int64_t interval_ms)
      : host_(host), decoder_(decoder), patience_ms_(std::min(kPatienceMs, interval_ms / 2)) {}

  // Where one is due. `rounds`: whoever hangs there is not asked for its clock as well, as long as
  // that may be why it tells nothing.
  void ask(Conversation& conversation, const ExportRounds& rounds);
  // Whose clocks were set back, whose figures the metrics export does not have, or which nodes do
  // not tell their load and swap, a sentence without an end; empty: all is well. `refusals_said`:
  // which right is missing stands elsewhere already, so that what is refused is not named again.
  std::string trouble(bool refusals_said) const;
  // Whose clocks are not ours, by the times of their figures; a sentence without an end, or empty.
  std::string wrongClocks() const;

 private:
  // All times are the steady clock's.
  struct Node {
    explicit Node(const std::string& who) : back_off(who, kRestMs, kRestMostMs) {}

    std::int64_t status_asked_ms = 0;
    std::int64_t rests_until_ms = 0;
    proxmox::BackOff back_off;
    std::string why;       // it failed the last time; empty: it did not
    bool refused = false;  // for want of a right
    std::int64_t arc_due_ms = 0;
    std::optional<std::int64_t> clock_asked_ms;
  };
  using Nodes = std::map<std::string, Node, std::less<>>;

  void follow();
  Nodes::iterator dueForClock(const ExportRounds& rounds);
  bool clockIsDue(const std::string& name, const Node& node, bool hangs) const;
  Nodes::iterator dueForArc();
  Nodes::iterator dueForStatus();
  void askForClock(Conversation& conversation, const std::string& name, Node& node);
  std::string clockTrouble() const;
  std::string silence() const;
  void askForArc(Conversation& conversation, const std::string& name, Node& node);
  void askForStatus(Conversation& conversation, const std::string& name, Node& node);

  Host host_;
  const proxmox::FleetDecoder& decoder_;
  std::int64_t patience_ms_;
  Nodes nodes_;                                  // those that are online
  std::optional<std::int64_t> status_asked_ms_;  // of any
};

}  // namespace pipevane::proxmox_poll

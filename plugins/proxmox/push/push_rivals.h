// Who else tells of a thing, beside the one that is believed.
#pragma once

#include "plugins/proxmox/object.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace pipevane::proxmox {

// Two machines that tell of one thing in turns are two things of one name. Which of them is
// believed then depends on neither who was first nor who was silent for a while, so that it is the
// same after each of them, or this program, was started anew: it is the one that comes first in the
// order of its address.
class PushRivals {
 public:
  // Of one thing; more of them are the same mistake.
  static constexpr std::size_t kMost = 8;
  // What is silent for longer tells of it no more: six cycles of Proxmox VE.
  static constexpr std::int64_t kTurnMs = 60'000;
  // So often both told, one after the other, until it is certain. A guest that goes to another node
  // and back, or a datagram of a stranger, is not.
  static constexpr int kTurns = 3;
  // And so long that counts after both told last, as one of them may be started anew.
  static constexpr std::int64_t kApartMs = 60 * 60'000;

  // The one that is believed told of it.
  void answer() {
    for (Rival& each : rivals_) each.answered = true;
  }
  // Another one did. True where it is certain that both do. Of these no more than so many are
  // known.
  bool hear(std::string_view who, std::int64_t now_ms, std::size_t most = kMost);
  // It told of it lately.
  bool lately(std::string_view who, std::int64_t now_ms) const;
  // It is certain that it is another thing's.
  bool apart(std::string_view who, std::int64_t now_ms) const;
  // `who`, which was heard, is believed from now on, and `before` was until now: that the two are
  // apart is as certain as it was.
  void swap(std::string_view who, std::string_view before, std::int64_t now_ms);
  std::size_t size() const { return rivals_.size(); }
  // Our clock was set, by so much.
  void clockWasSet(std::int64_t by_ms);

 private:
  struct Rival {
    std::string who;
    std::int64_t told_ms = kNever, apart_ms = kNever;
    int turns = 0;
    bool answered = false;  // the other one told of it since
  };
  const Rival* find(std::string_view who) const;
  Rival& get(std::string_view who, std::size_t most);

  std::vector<Rival> rivals_;
};

}  // namespace pipevane::proxmox

// One thing that is otherwise in a list of resources than in the one before.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace pipevane::proxmox::events {

enum class Change : std::uint8_t {
  kStatus,    // of a guest, from and to
  kRestart,   // of a guest: it runs again since a moment ago
  kLock,      // of a guest
  kLocked,    // of a guest: it was when it was listed first
  kUnlock,    //
  kTags,      //
  kName,      //
  kPool,      //
  kGuestHa,   // its state, as the high availability says
  kMoved,     // of a guest, from one node to another
  kAppeared,  // a guest
  kGone,      // a guest
  kMany,      // so many guests, in `to`, appeared or are gone, in `from`: not each one is told
  kNode,      // its state
  kNodeBoot,  // it runs again since a moment ago
  kNodeHa,    //
  kStorage,   // its state
};

struct Difference {
  Change change;
  std::string_view kind;  // "vm", "container", "node", "storage", "cluster"
  std::string id;         // the last part of the key
  std::string name;       // of a guest, where it is known
  std::string node;       // that it is on
  std::string from, to;
  bool moved = false;            // the same list shows the guest on another node than before
  std::int64_t time_ms = 0;      // of the list, by the clock of who answered
  std::int64_t before_ms = 0;    // when the list was asked for that it is compared with, by ours
  std::int64_t answered_ms = 0;  // when this one came, by ours

  bool locks() const { return change == Change::kLock || change == Change::kLocked; }
  bool ofGuest() const { return kind == "vm" || kind == "container"; }
};

}  // namespace pipevane::proxmox::events

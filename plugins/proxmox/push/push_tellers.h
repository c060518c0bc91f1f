// Who tells of a cluster: its nodes, each from its address.
#pragma once

#include "plugins/proxmox/object.h"
#include "plugins/proxmox/push/push.h"
#include "plugins/proxmox/push/push_rivals.h"
#include "plugins/proxmox/push/push_room.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace pipevane::proxmox {

struct PushTeller {
  // Three cycles of Proxmox VE: who made a name up once does not come back with it.
  static constexpr std::int64_t kProvingMs = 20'000;

  std::string node;  // empty: of an address that told of no node yet, or of several
  std::string address;
  bool listed = false;        // that address is one of those that the options name
  bool with_token = false;    // the token came with something of it from there
  std::int64_t ahead_ms = 0;  // its clock's times, of ours, the last time
  std::int64_t first_ms = kNever, heard_ms = kNever;
  // Of each kind, when it last told of something, and since when it does without a break.
  std::array<std::int64_t, kKindCount> kinds_ms{}, since_ms{};
  PushRivals rivals;  // addresses that tell as that node as well

  bool proved() const { return heard_ms - first_ms >= kProvingMs; }
};

// In whose order one is believed where two tell of the same: an address can be chosen, or made up.
inline bool comesBefore(const PushTeller& one, const PushTeller& other) {
  if (one.with_token != other.with_token) return one.with_token;
  return one.address != other.address ? one.address < other.address : one.node < other.node;
}

// Two machines, or two nodes, tell of the same thing.
struct PushConflict {
  std::string what;        // "node pve1"
  std::string one, other;  // who is believed, who is refused
  std::int64_t time_ms = kNever;
};

class PushTellers {
 public:
  // Of conflicts; more of them are the same mistake.
  static constexpr std::size_t kMostConflicts = 16;
  // Who is silent for so long has left its name to others: three cycles of Proxmox VE.
  static constexpr std::int64_t kSilentMs = 30'000;
  // And to those without the token, where it came with one: as long as two are apart.
  static constexpr std::int64_t kSilentWithTokenMs = PushRivals::kApartMs;

  // An address that told of more nodes is one of a proxy: guests that come from there without their
  // node are on none of them.
  static constexpr std::size_t kMostNodesOfOne = 64;

  explicit PushTellers(PushRoom& room) : room_(room) {}
  ~PushTellers() { room_.tellers -= tellers_.size(); }
  PushTellers(const PushTellers&) = delete;
  PushTellers& operator=(const PushTellers&) = delete;

  // kNew: it is to be made, once something of it is taken. kAnother: another address tells as that
  // node. Where both are listed they are one machine's; else the one with the token has the name at
  // once.
  enum class Answer : std::uint8_t { kTaken, kNew, kAnother, kTooMany };
  struct Found {
    PushTeller* teller;  // where it is known
    Answer answer;
  };
  Found ofNode(std::string_view node, const Push& push);
  // Of guests that come without their node: the one node that this address told of lately, else the
  // address itself.
  Found ofAddress(const Push& push);
  // One that is new. No node: its address.
  PushTeller& make(std::string_view node, const Push& push);
  // Nothing may point to it any more.
  void forget(const PushTeller& teller);
  bool empty() const { return tellers_.empty(); }

  void note(PushConflict conflict);
  // Our clock was set, by so much.
  void clockWasSet(std::int64_t by_ms);
  const std::vector<PushConflict>& conflicts() const { return conflicts_; }
  template <class Visit>
  void each(Visit visit) const {
    for (const auto& [key, teller] : tellers_) visit(teller);
  }

 private:
  static bool yields(PushTeller& teller, const Push& push);
  void moveTo(std::string_view address, PushTeller& teller);
  void leaveAddress(const PushTeller& teller);

  PushRoom& room_;
  std::map<std::string, PushTeller, std::less<>> tellers_;  // an address has an '@' before it
  std::multimap<std::string, PushTeller*, std::less<>> by_address_;
  std::vector<PushConflict> conflicts_;
};

}  // namespace pipevane::proxmox

// Who tells of a cluster: its nodes, each from its address.
#pragma once

#include "plugins/proxmox/object.h"
#include "plugins/proxmox/push/push.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace pipevane::proxmox {

struct Teller {
  std::string node;  // empty: of an address that told of no node yet, or of several
  std::string address;
  bool listed = false;        // that address is one of those that the options name
  std::int64_t ahead_ms = 0;  // its clock's times, of ours, the last time
  std::int64_t heard_ms = kNever;
  // Of each kind, when it last told of something, and since when it does without a break.
  std::array<std::int64_t, kKindCount> kinds_ms{}, since_ms{};
};

// Two machines, or two nodes, tell of the same thing.
struct PushConflict {
  std::string what;        // "node pve1"
  std::string one, other;  // who is believed, who is refused
  std::int64_t time_ms = kNever;
};

class Tellers {
 public:
  // As many nodes as a list may have.
  static constexpr std::size_t kMost = 1'024;
  // Of conflicts; more of them are the same mistake.
  static constexpr std::size_t kMostConflicts = 16;
  // Who is silent for so long has left its name to others: three cycles of Proxmox VE.
  static constexpr std::int64_t kSilentMs = 30'000;

  // kAnother: another address tells as that node. Where both are listed they are one machine's.
  enum class Answer : std::uint8_t { kTaken, kAnother, kTooMany };
  struct Found {
    Teller* teller;
    Answer answer;
  };
  Found ofNode(std::string_view node, const Push& push);
  // Of guests that come without their node: the one node that this address told of lately, else the
  // address itself.
  Found ofAddress(const Push& push);

  void note(PushConflict conflict);
  // Our clock was set, by so much.
  void clockWasSet(std::int64_t by_ms);
  const std::vector<PushConflict>& conflicts() const { return conflicts_; }
  template <class Visit>
  void each(Visit visit) const {
    for (const auto& [key, teller] : tellers_) visit(teller);
  }

 private:
  Found make(std::string_view node, const Push& push);

  std::map<std::string, Teller, std::less<>> tellers_;  // an address has an '@' before it
  std::vector<PushConflict> conflicts_;
};

}  // namespace pipevane::proxmox

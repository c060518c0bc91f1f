// Whose guest a guest is, where several nodes tell of it.
#include "plugins/proxmox/push/pushed_cluster.h"

namespace pipevane::proxmox {
namespace {

// A guest that another node tells of within that time may be on its way there; where the first one
// goes on telling of it as well, it is not.
constexpr std::int64_t kMovingMs = 60'000;

std::string saidBy(const PushTeller& teller) {
  return teller.node.empty() ? teller.address : teller.address + " (node " + teller.node + ")";
}

}  // namespace

// Whether it may be another node's guest from now on: it moved there, but not from who has the
// token to who has none. Of two that go on telling of one guest one is believed, see PushRivals.
bool PushedCluster::admit(PushedRow& guest, PushTeller& teller, std::string_view name,
                          const Push& push) {
  if (guest.teller == nullptr) return true;
  const std::int64_t now_ms = push.time_ms;
  const std::string who = saidBy(teller);
  const bool above = teller.with_token && !guest.teller->with_token;
  const bool below = !teller.with_token && guest.teller->with_token;
  const bool still =
      now_ms - guest.heard_ms <= (below ? PushTellers::kSilentWithTokenMs : PushTellers::kSilentMs);
  const bool renamed = !name.empty() && !guest.object->attributes.is(Attribute::kName, name) &&
                       guest.object->attributes.known(Attribute::kName);
  if (guest.rivals.apart(who, now_ms) ||
      (still && (below || renamed || guest.rivals.lately(who, now_ms)))) {
    const bool certain = hearRival(guest, who, now_ms);
    if (!above && (!certain || !comesBefore(teller, *guest.teller)))
      return refuseRival(guest, teller, push);
    guest.rivals.swap(who, saidBy(*guest.teller), now_ms);
    guest.former = nullptr;
    return true;
  }
  if (still && guest.former == &teller && now_ms - guest.moved_ms <= kMovingMs) {
    // It never left: who told of it meanwhile has another guest of the same number.
    hearRival(guest, saidBy(*guest.teller), now_ms);
    guest.former = nullptr;
    return true;
  }
  guest.former = guest.teller;
  guest.moved_ms = now_ms;
  return true;
}

// In the place of another one where there is no room.
bool PushedCluster::hearRival(PushedRow& guest, std::string_view who, std::int64_t now_ms) {
  const std::size_t more = guest.rivals.size() + 1;
  const bool has_room = guest.share.hold(RoomShare::Of::kRivals, more * PushRoom::kRivalBytes);
  return guest.rivals.hear(who, now_ms, has_room ? PushRivals::kMost : guest.rivals.size());
}

bool PushedCluster::refuseRival(const PushedRow& guest, const PushTeller& rival, const Push& push) {
  counts_.refuse(Refusal::kSameGuest);
  tellers_.note({.what = "guest " + guest.name,
                 .one = saidBy(*guest.teller),
                 .other = saidBy(rival),
                 .time_ms = push.time_ms});
  return false;
}

}  // namespace pipevane::proxmox

#include "plugins/proxmox/push/push_tellers.h"

#include <algorithm>
#include <utility>

namespace pipevane::proxmox {
namespace {

// As long as Proxmox VE itself believes the last word of a node.
constexpr std::int64_t kLatelyMs = 5 * 60'000;

std::string keyOf(std::string_view node, std::string_view address) {
  return node.empty() ? "@" + std::string(address) : std::string(node);
}

}  // namespace

PushTellers::Found PushTellers::ofNode(std::string_view node, const Push& push) {
  const auto known = tellers_.find(node);
  if (known == tellers_.end())
    return {nullptr, room_.hasTeller() ? Answer::kNew : Answer::kTooMany};
  PushTeller& teller = known->second;
  if (teller.address == push.sender) {
    teller.rivals.answer();
    return {&teller, Answer::kTaken};
  }
  const bool one_machine = teller.listed && push.listed;
  if (!one_machine && !yields(teller, push)) return {&teller, Answer::kAnother};
  teller.with_token = push.with_token || (one_machine && teller.with_token);
  moveTo(push.sender, teller);
  teller.listed = push.listed;
  return {&teller, Answer::kTaken};
}

// Whether another address has the name from now on.
bool PushTellers::yields(PushTeller& teller, const Push& push) {
  const std::int64_t now_ms = push.time_ms;
  const bool above = push.with_token && !teller.with_token;
  const bool below = !push.with_token && teller.with_token;
  const bool silent = now_ms - teller.heard_ms > (below ? kSilentWithTokenMs : kSilentMs);
  if (silent && !teller.rivals.apart(push.sender, now_ms)) return true;
  const bool certain = teller.rivals.hear(push.sender, now_ms);
  if (!above && (below || !certain || push.sender > teller.address)) return false;
  teller.rivals.swap(push.sender, teller.address, now_ms);
  return true;
}

PushTeller& PushTellers::make(std::string_view node, const Push& push) {
  const auto [at, is_new] = tellers_.try_emplace(keyOf(node, push.sender));
  PushTeller& made = at->second;
  if (!is_new) return made;
  ++room_.tellers;
  made.node = node;
  made.address = push.sender;
  by_address_.emplace(made.address, &made);
  made.listed = push.listed;
  made.with_token = push.with_token;
  made.first_ms = push.time_ms;
  made.kinds_ms.fill(kNever);
  made.since_ms.fill(kNever);
  return made;
}

void PushTellers::leaveAddress(const PushTeller& teller) {
  auto [each, end] = by_address_.equal_range(teller.address);
  while (each != end && each->second != &teller) ++each;
  if (each != end) by_address_.erase(each);
}

void PushTellers::moveTo(std::string_view address, PushTeller& teller) {
  leaveAddress(teller);
  teller.address = address;
  by_address_.emplace(teller.address, &teller);
}

void PushTellers::forget(const PushTeller& teller) {
  leaveAddress(teller);
  room_.tellers -= tellers_.erase(keyOf(teller.node, teller.address));
}

PushTellers::Found PushTellers::ofAddress(const Push& push) {
  PushTeller* only = nullptr;
  std::size_t nodes = 0;
  bool several = false;
  auto [each, end] = by_address_.equal_range(push.sender);
  for (; each != end && !several; ++each) {
    PushTeller& teller = *each->second;
    if (teller.node.empty()) continue;
    several = ++nodes > kMostNodesOfOne;
    if (push.time_ms - teller.heard_ms > kLatelyMs) continue;
    several = several || only != nullptr;
    only = &teller;
  }
  if (only != nullptr && !several) return {only, Answer::kTaken};
  const auto known = tellers_.find(keyOf({}, push.sender));
  if (known != tellers_.end()) return {&known->second, Answer::kTaken};
  return {nullptr, room_.hasTeller() ? Answer::kNew : Answer::kTooMany};
}

// In the place of the oldest where there are too many: what is wrong now is to be said.
void PushTellers::note(PushConflict conflict) {
  auto place = std::ranges::find(conflicts_, conflict.what, &PushConflict::what);
  if (place == conflicts_.end() && conflicts_.size() >= kMostConflicts)
    place = std::ranges::min_element(conflicts_, {}, &PushConflict::time_ms);
  if (place != conflicts_.end())
    *place = std::move(conflict);
  else
    conflicts_.push_back(std::move(conflict));
}

void PushTellers::clockWasSet(std::int64_t by_ms) {
  for (auto& [key, teller] : tellers_) {
    teller.first_ms += by_ms;
    teller.heard_ms += by_ms;
    teller.rivals.clockWasSet(by_ms);
    for (auto* const times : {&teller.kinds_ms, &teller.since_ms})
      for (std::int64_t& each : *times) each += by_ms;
  }
  for (PushConflict& each : conflicts_) each.time_ms += by_ms;
}

}  // namespace pipevane::proxmox

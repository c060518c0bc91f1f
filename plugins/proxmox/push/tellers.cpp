#include "plugins/proxmox/push/tellers.h"

#include <algorithm>
#include <utility>

namespace pipevane::proxmox {
namespace {

// As long as Proxmox VE itself believes the last word of a node.
constexpr std::int64_t kLatelyMs = 5 * 60'000;

}  // namespace

Tellers::Found Tellers::ofNode(std::string_view node, const Push& push) {
  const auto known = tellers_.find(node);
  if (known == tellers_.end()) return make(node, push);
  Teller& teller = known->second;
  if (teller.address == push.sender) return {&teller, Answer::kTaken};
  const bool silent = push.time_ms - teller.heard_ms > kSilentMs;
  if (!silent && !(teller.listed && push.listed)) return {&teller, Answer::kAnother};
  teller.address = push.sender;
  teller.listed = push.listed;
  return {&teller, Answer::kTaken};
}

Tellers::Found Tellers::make(std::string_view node, const Push& push) {
  if (tellers_.size() >= kMost) return {nullptr, Answer::kTooMany};
  Teller& made = tellers_[std::string(node)];
  made.node = node;
  made.address = push.sender;
  made.listed = push.listed;
  made.kinds_ms.fill(kNever);
  made.since_ms.fill(kNever);
  return {&made, Answer::kTaken};
}

Tellers::Found Tellers::ofAddress(const Push& push) {
  Teller* only = nullptr;
  bool several = false;
  for (auto& [key, teller] : tellers_) {
    if (teller.node.empty() || teller.address != push.sender ||
        push.time_ms - teller.heard_ms > kLatelyMs)
      continue;
    several = only != nullptr;
    only = &teller;
    if (several) break;
  }
  if (only != nullptr && !several) return {only, Answer::kTaken};
  const std::string key = "@" + std::string(push.sender);
  if (const auto known = tellers_.find(key); known != tellers_.end())
    return {&known->second, Answer::kTaken};
  const Found found = make(key, push);
  if (found.teller != nullptr) found.teller->node.clear();
  return found;
}

void Tellers::note(PushConflict conflict) {
  const auto known = std::ranges::find(conflicts_, conflict.what, &PushConflict::what);
  if (known != conflicts_.end())
    *known = std::move(conflict);
  else if (conflicts_.size() < kMostConflicts)
    conflicts_.push_back(std::move(conflict));
}

void Tellers::clockWasSet(std::int64_t by_ms) {
  for (auto& [key, teller] : tellers_) {
    teller.heard_ms += by_ms;
    for (auto* const times : {&teller.kinds_ms, &teller.since_ms})
      for (std::int64_t& each : *times) each += by_ms;
  }
  for (PushConflict& each : conflicts_) each.time_ms += by_ms;
}

}  // namespace pipevane::proxmox

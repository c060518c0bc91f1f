// Whom it forgets, and what that frees.
#include "plugins/proxmox/push/pushed_cluster.h"

#include <pipevane/giving_up.h>

#include <algorithm>
#include <utility>

namespace pipevane::proxmox {

PushedCluster::SomeTellers PushedCluster::silentSince(std::int64_t heard_ms) const {
  SomeTellers silent;
  tellers_.each([&](const PushTeller& each) {
    if (each.heard_ms <= heard_ms) silent.insert(&each);
  });
  return silent;
}

void PushedCluster::addRowsOf(const SomeTellers& tellers, std::vector<PushedRow*>& rows) const {
  const std::unordered_set<const PushedRow*> there(rows.begin(), rows.end());
  for (const auto& [id, row] : rows_)
    if (tellers.contains(row->teller) && !there.contains(row.get())) rows.push_back(row.get());
}

void PushedCluster::forgetTellers(const SomeTellers& tellers) {
  if (tellers.empty()) return;
  for (const auto& [id, row] : rows_)
    if (tellers.contains(row->former)) row->former = nullptr;
  for (const PushTeller* const each : tellers) tellers_.forget(*each);
  last_teller_ = unnamed_ = nullptr;
}

// The cluster itself is told of as long as something in it is.
void PushedCluster::endIfEmpty(Draft& draft) {
  if (!empty() || newest_ms_ == kNever) return;
  objects_.each([&draft](const Object& object) { giveUp(object.entity, draft); });
  objects_.eraseIf([](const Object&) { return true; });
  newest_ms_ = kNever;
}

void PushedCluster::forgetNow(const SomeTellers& tellers, std::int64_t now_ms,
                              const Output& output) {
  std::vector<PushedRow*> gone;
  addRowsOf(tellers, gone);
  std::ranges::sort(gone, {}, &PushedRow::id);
  Draft draft = output.begin(now_ms);
  forget(gone, draft);
  forgetTellers(tellers);
  endIfEmpty(draft);
  output.push(std::move(draft));
}

bool PushedCluster::forgetStrangers(std::int64_t now_ms, const Output& output) {
  SomeTellers strangers = silentSince(now_ms - PushTellers::kSilentMs);
  std::erase_if(strangers, [](const PushTeller* each) { return each->proved(); });
  if (!strangers.empty()) forgetNow(strangers, now_ms, output);
  return !strangers.empty();
}

std::int64_t PushedCluster::silentLongestMs(std::int64_t now_ms) const {
  std::int64_t heard_ms = now_ms;
  tellers_.each(
      [&heard_ms](const PushTeller& each) { heard_ms = std::min(heard_ms, each.heard_ms); });
  return heard_ms;
}

}  // namespace pipevane::proxmox

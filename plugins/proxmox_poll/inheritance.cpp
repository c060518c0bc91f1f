#include "plugins/proxmox_poll/inheritance.h"

#include <pipevane/text.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

namespace pipevane::proxmox_poll {
namespace {

const std::array kUnknown = {pv_attribute{text("status"), text("unknown")}};

std::vector<EntityId> without(const std::vector<EntityId>& all, const std::vector<EntityId>& some) {
  std::vector<EntityId> left;
  std::ranges::set_difference(all, some, std::back_inserter(left));
  return left;
}

}  // namespace

void Inheritance::take(std::vector<EntityId> entities) {
  std::ranges::sort(entities);
  known_ = std::move(entities);
  taken_ = true;
}

void Inheritance::follow(std::vector<EntityId> entities, std::int64_t now_ms,
                         const Output& output) {
  cycles_ = 0;
  unknown_ = false;
  std::ranges::sort(entities);
  if (std::exchange(taken_, false))
    removeIf([&](EntityId each) { return !std::ranges::binary_search(entities, each); }, now_ms,
             output);
  const auto fresh = without(entities, known_);
  known_ = std::move(entities);
  if (fresh.empty()) return;
  Draft draft = output.begin(now_ms);
  for (const EntityId each : fresh) draft.upsert(each, {});
  output.push(std::move(draft));
}

void Inheritance::settle(std::vector<EntityId> entities, const std::function<bool(EntityId)>& ours,
                         const std::function<bool(EntityId)>& sees, std::int64_t now_ms,
                         const Output& output) {
  taken_ = false;
  if (known_.empty()) return;
  std::ranges::sort(entities);
  known_ = without(known_, entities);
  removeIf(std::not_fn(ours), now_ms, output);
  if (known_.empty() || ++cycles_ < kMissedMax) return;
  removeIf(sees, now_ms, output);
  if (known_.empty() || std::exchange(unknown_, true)) return;
  Draft draft = output.begin(now_ms);
  for (const EntityId each : known_) draft.upsert(each, kUnknown);
  output.push(std::move(draft));
}

void Inheritance::removeIf(const std::function<bool(EntityId)>& gone, std::int64_t now_ms,
                           const Output& output) {
  const auto left = std::ranges::stable_partition(known_, std::not_fn(gone));
  if (left.empty()) return;
  Draft draft = output.begin(now_ms);
  for (const EntityId each : left) draft.remove(each);
  output.push(std::move(draft));
  known_.erase(left.begin(), left.end());
}

}  // namespace pipevane::proxmox_poll

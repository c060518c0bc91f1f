#include "plugins/proxmox_poll/inheritance.h"

#include <pipevane/text.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

namespace pipevane::proxmox_poll {
namespace {

const std::array kUnknown = {pv_attribute{text("status"), text("unknown")}};

std::vector<EntityId> sorted(std::vector<EntityId> all) {
  std::ranges::sort(all);
  return all;
}

void remove(const std::vector<EntityId>& gone, std::int64_t now_ms, const Output& output) {
  if (gone.empty()) return;
  Draft draft = output.begin(now_ms);
  for (const EntityId each : gone) draft.remove(each);
  output.push(std::move(draft));
}

// Both in their order.
std::vector<EntityId> without(const std::vector<EntityId>& all, const std::vector<EntityId>& some) {
  std::vector<EntityId> left;
  std::ranges::set_difference(all, some, std::back_inserter(left));
  return left;
}

}  // namespace

void Inheritance::take(const Legacy& legacy) {
  led_ = sorted(legacy.led);
  std::ranges::set_union(led_, sorted(legacy.followed), std::back_inserter(known_));
}

Inheritance::Legacy Inheritance::legacy() const { return {led_, without(known_, led_)}; }

void Inheritance::follow(std::vector<EntityId> entities, const Others& others, std::int64_t now_ms,
                         const Output& output) {
  cycles_ = 0;
  unknown_ = false;
  if (!led_.empty()) remove(without(std::exchange(led_, {}), sorted(others())), now_ms, output);
  entities = sorted(std::move(entities));
  const auto fresh = without(entities, known_);
  known_ = std::move(entities);
  if (fresh.empty()) return;
  Draft draft = output.begin(now_ms);
  for (const EntityId each : fresh) draft.upsert(each, {});
  output.push(std::move(draft));
}

void Inheritance::settle(std::vector<EntityId> entities, const Others& others,
                         const std::function<bool(EntityId)>& ours,
                         const std::function<bool(EntityId)>& sees, std::int64_t now_ms,
                         const Output& output) {
  led_.clear();
  if (known_.empty()) return;
  known_ = without(known_, sorted(std::move(entities)));
  if (known_.empty()) return;
  known_ = without(known_, sorted(others()));
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
  const auto from = std::ranges::stable_partition(known_, std::not_fn(gone));
  remove({from.begin(), from.end()}, now_ms, output);
  known_.erase(from.begin(), from.end());
}

}  // namespace pipevane::proxmox_poll

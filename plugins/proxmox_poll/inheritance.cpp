#include "plugins/proxmox_poll/inheritance.h"

#include "plugins/proxmox_poll/unknown_state.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace pipevane::proxmox_poll {
namespace {

void remove(const Entities& gone, std::int64_t now_ms, const Output& output) {
  if (gone.empty()) return;
  Draft draft = output.begin(now_ms);
  for (const EntityId each : gone) draft.remove(each);
  output.push(std::move(draft));
}

}  // namespace

void Inheritance::take(Entities told) {
  known_ = both(known_, sorted(std::move(told)));
  fresh_.clear();
  followed_ = unknown_ = false;
  cycles_ = 0;
}

void Inheritance::give(Entities told) {
  take(std::move(told));
  followed_ = true;
}

Entities Inheritance::legacy() const { return both(known_, left_); }

Entities Inheritance::follow(Entities entities, const Others& others, std::int64_t now_ms,
                             const Output& output) {
  cycles_ = 0;
  unknown_ = false;
  entities = sorted(std::move(entities));
  if (!std::exchange(followed_, true)) left_ = both(left_, known_);
  left_ = without(left_, entities);
  const Entities gone = letGo(others, now_ms, output);
  // The leader may have taken one of them away before its list was read.
  if (entities != known_) remove(without(std::exchange(fresh_, {}), entities), now_ms, output);
  const auto fresh = without(entities, known_);
  known_ = std::move(entities);
  if (fresh.empty()) return gone;
  fresh_ = both(fresh_, fresh);
  Draft draft = output.begin(now_ms);
  for (const EntityId each : fresh) draft.upsert(each, {});
  output.push(std::move(draft));
  return gone;
}

Entities Inheritance::settle(Entities entities, const Others& others,
                             const std::function<bool(EntityId)>& ours,
                             const std::function<bool(EntityId)>& sees, std::int64_t now_ms,
                             const Output& output) {
  fresh_.clear();
  followed_ = false;
  if (known_.empty() && left_.empty()) return {};
  const Entities all = without(both(known_, left_), sorted(std::move(entities)));
  known_.clear();
  left_.clear();
  std::ranges::partition_copy(all, std::back_inserter(known_), std::back_inserter(left_), ours);
  Entities gone = letGo(others, now_ms, output);
  if (known_.empty() || ++cycles_ < kMissedMax) return gone;
  removeIf(sees, now_ms, output);
  if (!known_.empty() && !std::exchange(unknown_, true)) tellUnknown(known_, host_, output);
  return gone;
}

Entities Inheritance::letGo(const Others& others, std::int64_t now_ms, const Output& output) {
  if (left_.empty()) return {};
  auto told = others();
  if (!told) return {};
  Entities gone = without(left_, sorted(*std::move(told)));
  left_ = without(left_, gone);
  remove(gone, now_ms, output);
  return gone;
}

void Inheritance::removeIf(const std::function<bool(EntityId)>& gone, std::int64_t now_ms,
                           const Output& output) {
  const auto from = std::stable_partition(known_.begin(), known_.end(), std::not_fn(gone));
  remove({from, known_.end()}, now_ms, output);
  known_.erase(from, known_.end());
}

}  // namespace pipevane::proxmox_poll

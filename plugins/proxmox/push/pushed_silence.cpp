// What nobody tells of any more.
#include "plugins/proxmox/push/giving_up.h"
#include "plugins/proxmox/push/pushed_cluster.h"

#include <algorithm>
#include <limits>
#include <unordered_set>

namespace pipevane::proxmox {
namespace {

// A storage that other nodes may tell of as well.
bool isShared(const PushedRow* row) {
  return row->kind == Kind::kStorage && row->object != nullptr && row->object->isShared();
}

}  // namespace

std::int64_t PushedCluster::dueMs(const PushedRow& row) const {
  using Silence = PushedRow::Silence;
  if (row.silence == Silence::kNone) return row.heard_ms + kStaleMs;
  if (row.silence == Silence::kStale) return row.heard_ms + kUnknownMs;
  return std::min(row.heard_ms + kGoneMs, missedMs(row));
}

// When its node had told of others of its kind alone for as long as nothing is forgotten.
std::int64_t PushedCluster::missedMs(const PushedRow& row) const {
  constexpr std::int64_t kNotYet = std::numeric_limits<std::int64_t>::max();
  if (!aStranger(row)) return kNotYet;
  const auto kind = static_cast<std::size_t>(row.kind);
  const std::int64_t missed_ms = std::max(row.heard_ms, row.teller->since_ms[kind]) + kUnknownMs;
  return row.teller->kinds_ms[kind] > missed_ms - kStaleMs ? missed_ms : kNotYet;
}

bool PushedCluster::age(std::int64_t now_ms, const Output& output) {
  bool said = false;
  while (next_age_ms_ <= now_ms) {
    // All that is due at the first moment, so that it is the same however often this is called.
    std::int64_t due_ms = std::numeric_limits<std::int64_t>::max();
    for (const auto& [id, row] : rows_) due_ms = std::min(due_ms, dueMs(*row));
    tellers_.each([&](const Teller& each) { due_ms = std::min(due_ms, each.heard_ms + kGoneMs); });
    next_age_ms_ = due_ms;
    if (due_ms > now_ms) break;
    said = true;
    std::vector<PushedRow*> due, gone;
    for (const auto& [id, row] : rows_)
      if (dueMs(*row) == due_ms) due.push_back(row.get());
    std::ranges::sort(due, {}, &PushedRow::id);
    if (std::ranges::any_of(due, isShared)) noteSharedHeard();
    for (PushedRow* const row : due) silence(*row, gone);
    const SomeTellers silent = silentSince(due_ms - kGoneMs);
    if (!silent.empty()) addRowsOf(silent, gone);
    if (!changed_.empty() || !gone.empty() || !silent.empty()) {
      Draft draft = output.begin(due_ms);
      for (Object* const object : changed_) {
        object->attributes.takeChanges(attributes_);
        draft.upsert(object->entity, attributes_);
      }
      changed_.clear();
      forget(gone, draft);
      forgetTellers(silent);
      endIfEmpty(draft);
      output.push(std::move(draft));
    }
    tell(output, due_ms);
  }
  return said;
}

// Its node tells of others of its kind: of it there is nothing to tell.
bool PushedCluster::aStranger(const PushedRow& row) const {
  return row.kind != Kind::kNode &&
         row.teller->kinds_ms[static_cast<std::size_t>(row.kind)] > row.heard_ms;
}

// One look at all for however many are due.
void PushedCluster::noteSharedHeard() {
  shared_heard_ms_.clear();
  for (const auto& [id, row] : rows_) {
    if (!isShared(row.get())) continue;
    std::int64_t& heard_ms = shared_heard_ms_.try_emplace(row->object, kNever).first->second;
    heard_ms = std::max(heard_ms, row->heard_ms);
  }
}

void PushedCluster::setUnknown(PushedRow& row) {
  if (!row.told_status) return;
  row.object->attributes.set(Attribute::kStatus, "unknown");
  changed_.push_back(row.object);
}

void PushedCluster::silence(PushedRow& row, std::vector<PushedRow*>& gone) {
  using Silence = PushedRow::Silence;
  const bool told_elsewhere = isShared(&row) && shared_heard_ms_.at(row.object) > row.heard_ms;
  const bool first = row.silence == Silence::kNone;
  const bool last = row.silence == Silence::kUnknown;
  row.silence = first ? Silence::kStale : Silence::kUnknown;
  const bool missed = missedMs(row) <= row.heard_ms + kUnknownMs;
  if (last || (!first && (row.object == nullptr || missed || told_elsewhere)))
    return gone.push_back(&row);
  if (row.object == nullptr || told_elsewhere) return;
  if (!first) {
    if (row.kind == Kind::kNode) samples_.unknown(*row.object, true);
    return setUnknown(row);
  }
  // Proxmox VE pushes only storages that it can use.
  if (row.kind == Kind::kStorage && aStranger(row)) {
    samples_.unknown(*row.object, false);
    return setUnknown(row);
  }
  samples_.stale(*row.object);
}

void PushedCluster::forget(const std::vector<PushedRow*>& gone, Draft& draft) {
  if (gone.empty()) return;
  std::vector<const Object*> met;  // in the order of their rows
  for (PushedRow* const row : gone) {
    if (row->object != nullptr) met.push_back(row->object);
    room_.rows -= rows_.erase(row->id);
  }
  std::unordered_set<const Object*> unnamed(met.begin(), met.end());
  for (const auto& [id, row] : rows_) unnamed.erase(row->object);
  const std::unordered_set<const Object*> objects = unnamed;
  for (const Object* const each : met) {
    if (unnamed.erase(each) == 0) continue;
    giveUp(each->entity, draft);
    --entities_;
  }
  objects_.eraseIf([&objects](const Object& each) { return objects.contains(&each); });
  for (const auto& [id, row] : rows_) row->next = nullptr;
  last_ = nullptr;
}

void PushedCluster::clockWasSet(std::int64_t by_ms) {
  for (const auto& [id, row] : rows_) {
    row->heard_ms += by_ms;
    row->moved_ms += by_ms;
    row->rivals.clockWasSet(by_ms);
  }
  tellers_.clockWasSet(by_ms);
  objects_.each([by_ms](Object& object) { object.reporter_heard_ms += by_ms; });
  next_age_ms_ = 0;
}

std::vector<EntityId> PushedCluster::told() {
  std::vector<EntityId> entities;
  objects_.each([&entities](const Object& object) { entities.push_back(object.entity); });
  return entities;
}

}  // namespace pipevane::proxmox

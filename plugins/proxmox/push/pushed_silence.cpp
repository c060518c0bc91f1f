// What nobody tells of any more.
#include "plugins/proxmox/push/pushed_cluster.h"

#include <pipevane/giving_up.h>

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

// When that may be so next. Who is silent altogether tells of others for long enough in five
// minutes at the soonest.
std::int64_t PushedCluster::nextLookMs(const PushedRow& row, std::int64_t now_ms) const {
  if (row.silence != PushedRow::Silence::kUnknown || row.kind == Kind::kNode)
    return SilenceOrder::secondOf(dueMs(row));
  const auto kind = static_cast<std::size_t>(row.kind);
  const std::int64_t missed_ms =
      SilenceOrder::secondOf(std::max(row.heard_ms, row.teller->since_ms[kind]) + kUnknownMs);
  return std::min(SilenceOrder::secondOf(row.heard_ms + kGoneMs),
                  missed_ms > now_ms ? missed_ms : SilenceOrder::secondOf(now_ms + kUnknownMs));
}

// In the order of their names, so that it is the same after each start.
std::vector<PushedRow*> PushedCluster::takeSilent(std::int64_t now_ms) {
  std::vector<PushedRow*> due;
  while (silence_.nextMs() <= now_ms) {
    PushedRow& row = silence_.first();
    if (dueMs(row) <= now_ms) due.push_back(&row);
    // Of those that are due it is another one once that was said.
    silence_.place(row, dueMs(row) <= now_ms ? SilenceOrder::kNone : nextLookMs(row, now_ms));
  }
  std::ranges::sort(due, {}, &PushedRow::id);
  return due;
}

PushedCluster::SomeTellers PushedCluster::takeSilentTellers(std::int64_t now_ms) {
  if (tellers_look_ms_ > now_ms) return {};
  SomeTellers silent = silentSince(now_ms - kGoneMs);
  tellers_look_ms_ = SilenceOrder::kNone;
  tellers_.each([&](const PushTeller& each) {
    if (!silent.contains(&each))
      tellers_look_ms_ =
          std::min(tellers_look_ms_, SilenceOrder::secondOf(each.heard_ms + kGoneMs));
  });
  return silent;
}

bool PushedCluster::age(const Output& output) {
  const std::int64_t now_ms = nextAgeMs();
  const std::vector<PushedRow*> due = takeSilent(now_ms);
  const SomeTellers silent = takeSilentTellers(now_ms);
  if (due.empty() && silent.empty()) return false;
  std::vector<PushedRow*> gone;
  if (std::ranges::any_of(due, isShared)) noteSharedHeard();
  for (PushedRow* const row : due) {
    silence(*row, gone);
    silence_.place(*row, nextLookMs(*row, now_ms));
  }
  if (!silent.empty()) addRowsOf(silent, gone);
  if (!changed_.empty() || !gone.empty() || !silent.empty()) {
    Draft draft = output.begin(now_ms);
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
  tell(output, now_ms);
  return true;
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
    silence_.forget(*row);
    room_.rows -= rows_.erase(row->id);
  }
  std::unordered_set<const Object*> unnamed(met.begin(), met.end());
  for (const auto& [id, row] : rows_) unnamed.erase(row->object);
  const std::unordered_set<const Object*> objects = unnamed;
  for (const Object* const each : met) {
    if (unnamed.erase(each) == 0) continue;
    // Nobody says here that something is gone: of a storage that cannot be used, a node that is
    // down, or a guest on a node that sends nothing, nothing is pushed either.
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
  silence_.clockWasSet(by_ms);
  if (tellers_look_ms_ != SilenceOrder::kNone)
    tellers_look_ms_ = SilenceOrder::secondOf(tellers_look_ms_ + by_ms);
}

std::vector<EntityId> PushedCluster::told() {
  std::vector<EntityId> entities;
  objects_.each([&entities](const Object& object) { entities.push_back(object.entity); });
  return entities;
}

}  // namespace pipevane::proxmox

// What becomes of a batch's entity changes, and of attributes that change with its figures.
#include "plugins/derive/merge/merge.h"

#include <pipevane/giving_up.h>

#include <algorithm>

namespace pipevane::derive {
namespace {

bool isNode(std::string_view key) {
  const std::size_t slash = std::min(key.find('/'), key.size());
  return key.substr(slash).starts_with("/node/");
}

std::string lastPart(std::string_view key) { return std::string(key.substr(key.rfind('/') + 1)); }

// How it is, and not that it is there: what happened to it, or that its source cannot tell any
// more.
bool isStatusAlone(const pv_entity_change& change) {
  return change.attribute_count == 1 && view(change.attributes[0].name) == "status";
}

}  // namespace

void Merge::takeChanges(const Batch& batch, const Report& report) {
  for (const pv_entity_change& each : batch.changes())
    if (each.entity != PV_NONE) tell(each, report);
  // The nodes first: what is said of a guest may hang on them.
  std::stable_partition(statuses_.begin(), statuses_.end(),
                        [this](EntityId id) { return entities_[id].is_node; });
  for (const EntityId id : statuses_) settleStatus(id);
  settleGuests();
}

void Merge::tell(const pv_entity_change& change, const Report& report) {
  ToldEntity& entity = entityOf(change.entity);
  if (entity.tellers().empty()) entity.is_node = isNode(dictionary_.key(change.entity));
  if (change.kind == PV_REMOVE) return takeAway(change, report);
  Teller& by = entity.teller(report.component);
  if (entity.gone() &&
      (!entity.goneFor(report.component) ||
       (!isStatusAlone(change) && entity.returns(report.component, report.time_ms))))
    comeBack(change.entity);
  by.has_it = by.has_it || !entity.gone();
  for (std::size_t i = 0; i < change.attribute_count; ++i) {
    const AttributeName name = nameOf(view(change.attributes[i].name));
    if (name == kNoName) continue;
    Word* const word = entity.tell(report, name, change.attributes[i].value);
    if (word == nullptr) continue;
    if (name == kStatus) {
      word->as_of_ms = StatusRule::asOfTold(entity, *word, lists_[report.component]);
      statuses_.push_back(change.entity);
    } else {
      entity.choose(*word);
    }
  }
  entity.findDisputes();
}

void Merge::takeAway(const pv_entity_change& change, const Report& report) {
  ToldEntity& entity = entities_[change.entity];
  if (givesUp(change) && (entity.gone() || hasAnother(entity, report.component))) {
    entity.giveUp(report.component);
    return given_up_.push_back(change.entity);
  }
  entity.remove(report);
  entity.alive = false;
}

// Whoever tells no figures of anything tells of what happens, and never that something is gone.
bool Merge::hasAnother(const ToldEntity& entity, ComponentIndex than) const {
  return std::ranges::any_of(entity.tellers(), [&](const Teller& each) {
    return each.has_it && each.component != than && lists_[each.component] &&
           !away_[each.component];
  });
}

void Merge::comeBack(EntityId id) {
  ToldEntity& entity = entities_[id];
  entity.comeBack();
  StatusRule::choose(entity, kStatus, {{}, away_});
  entity.alive = StatusRule::alive(entity.current(kStatus));
  for (const Word& each : entity.words())
    if (each.counts && each.present) extras_.emplace_back(id, each.name);
}

void Merge::settleStatus(EntityId id) {
  ToldEntity& entity = entities_[id];
  const Word* const before = entity.current(kStatus);
  const Word* const now = StatusRule::choose(
      entity, kStatus, {entity.shared() ? nodeDown(id) : StatusRule::NodeDown{}, away_});
  if (before != nullptr && now != nullptr && now->differs(*before))
    extras_.emplace_back(id, kStatus);
  entity.findDisputes();
  const bool died = entity.alive && !StatusRule::alive(now);
  entity.alive = StatusRule::alive(now);
  if (!died) return;
  for (const std::uint32_t each : entity.series)
    if (const auto unknown = told_[each].told.takeBack())
      marks_.push_back({unknown->time_ms, told_[each].series, kUnknownValue});
  if (entity.is_node) lost_nodes_.push_back(lastPart(dictionary_.key(id)));
}

// What one says of a guest does not stand any more once its node is down. One pass for however many
// nodes.
void Merge::settleGuests() {
  if (lost_nodes_.empty()) return;
  std::ranges::sort(lost_nodes_);
  for (EntityId id = 0; id < entities_.size(); ++id) {
    const ToldEntity& entity = entities_[id];
    if (!entity.shared() || entity.is_node || entity.gone()) continue;
    const Word* const node = entity.current(kNode);
    if (node != nullptr && std::ranges::binary_search(lost_nodes_, node->value)) settleStatus(id);
  }
  lost_nodes_.clear();
}

StatusRule::NodeDown Merge::nodeDown(EntityId id) const {
  const Word* const node = entities_[id].current(kNode);
  if (entities_[id].is_node || node == nullptr || !node->present) return {};
  const std::string_view key = dictionary_.key(id);
  std::string node_key(key.substr(0, std::min(key.find('/'), key.size())));
  node_key.append("/node/").append(node->value);
  const EntityId node_id = dictionary_.findEntity(node_key);
  if (node_id == PV_NONE || node_id >= entities_.size()) return {};
  const ToldEntity& found = entities_[node_id];
  const Word* const status = found.current(kStatus);
  if (status == nullptr || StatusRule::alive(status)) return {};
  // Somebody cannot tell of it any more, and another one goes on to.
  const bool heard = std::ranges::any_of(found.tellers(), [status](const Teller& each) {
    return each.component != status->component && each.rows_ms >= status->told_ms - kStandsMs;
  });
  if (status->value != "offline" && heard) return {};
  return {StatusRule::asOf(found, *status), status->batch};
}

void Merge::settleDisputes() {
  for (const EntityId id : disputes_) {
    ToldEntity& entity = entities_[id];
    if (entity.gone()) continue;
    settleStatus(id);
    entity.chooseByFigures(kStatus, [&](AttributeName name) { extras_.emplace_back(id, name); });
    entity.findDisputes();
  }
  settleGuests();
}

void Merge::writeChanges(const Batch& batch, const Report& report) {
  rewriting_ = rewriting_ || !given_up_.empty();
  for (const pv_entity_change& each : batch.changes())
    if (each.entity != PV_NONE && each.kind == PV_UPSERT)
      rewriting_ =
          rewriting_ || entities_[each.entity].goneFor(report.component) || overruled(each);
  if (!rewriting_ && extras_.empty()) return;
  changes_.clear();
  attributes_.clear();
  std::ranges::sort(given_up_);
  for (const pv_entity_change& each : batch.changes()) {
    if (givesUp(each) && std::ranges::binary_search(given_up_, each.entity)) continue;
    if (each.entity == PV_NONE || each.kind == PV_REMOVE)
      changes_.push_back(sizedCopy(each));
    else if (entities_[each.entity].goneFor(report.component))
      tally_.overruled += each.attribute_count;
    else
      rewrite(each);
  }
  writeExtras();
}

bool Merge::overruled(const pv_entity_change& change) const {
  const ToldEntity& entity = entities_[change.entity];
  if (!entity.shared()) return false;
  for (std::size_t i = 0; i < change.attribute_count; ++i) {
    const auto known = std::ranges::find(names_, view(change.attributes[i].name));
    if (known == names_.end()) continue;
    const Word* const now = entity.current(static_cast<AttributeName>(known - names_.begin()));
    if (now != nullptr && !now->says(change.attributes[i].value)) return true;
  }
  return false;
}

// With the words that count.
void Merge::rewrite(const pv_entity_change& change) {
  std::vector<pv_attribute>& attributes = attributes_.emplace_back();
  const ToldEntity& entity = entities_[change.entity];
  for (std::size_t i = 0; i < change.attribute_count; ++i) {
    attributes.push_back(change.attributes[i]);
    const AttributeName name = nameOf(view(change.attributes[i].name));
    const Word* const now = name == kNoName ? nullptr : entity.current(name);
    if (!entity.shared() || now == nullptr || now->says(attributes.back().value)) continue;
    attributes.back().value = now->text();
    ++tally_.overruled;
  }
  changes_.push_back({.size = sizeof(pv_entity_change),
                      .kind = PV_UPSERT,
                      .entity = change.entity,
                      .attribute_count = attributes.size(),
                      .attributes = attributes.data()});
}

void Merge::writeExtras() {
  std::ranges::sort(extras_);
  extras_.erase(std::unique(extras_.begin(), extras_.end()), extras_.end());
  for (std::size_t from = 0, to = 0; from < extras_.size(); from = to) {
    const EntityId id = extras_[from].first;
    const bool gone = entities_[id].gone();
    std::vector<pv_attribute>& attributes = attributes_.emplace_back();
    for (; to < extras_.size() && extras_[to].first == id; ++to)
      if (gone)
        continue;
      else if (const Word* now = entities_[id].current(extras_[to].second))
        attributes.push_back({text(names_[now->name]), now->text()});
    if (attributes.empty()) continue;
    changes_.push_back({.size = sizeof(pv_entity_change),
                        .kind = PV_UPSERT,
                        .entity = id,
                        .attribute_count = attributes.size(),
                        .attributes = attributes.data()});
  }
}

}  // namespace pipevane::derive

#include "plugins/proxmox/events/event_writer.h"

#include <pipevane/giving_up.h>
#include <pipevane/text.h>

#include <algorithm>

namespace pipevane::proxmox::events {
namespace {

// Nobody can be asked for it again.
bool isToldOnce(const Event& event) { return event.type != "task"; }

}  // namespace

void EventWriter::add(Event event, std::int64_t batch_ms, bool late) {
  partAt(batch_ms, late).events.push_back(std::move(event));
}

void EventWriter::addStatus(std::string_view kind, const std::string& id, std::string status,
                            std::int64_t batch_ms) {
  const EntityId entity = entityOf(kind, id);
  if (entity != PV_NONE) partAt(batch_ms, false).statuses.push_back({entity, std::move(status)});
}

EventWriter::Part& EventWriter::partAt(std::int64_t batch_ms, bool late) {
  if (parts_.empty() || parts_.back().time_ms != batch_ms || parts_.back().late != late)
    parts_.push_back({.time_ms = batch_ms, .late = late});
  return parts_.back();
}

void EventWriter::goOnFrom(const EventWriter& before) {
  count_ = before.count_;
  given_up_ = before.given_up_;
  if (before.cluster_ == cluster_) {
    kept_ = before.kept_;
    stated_ = before.stated_;
    return;
  }
  given_up_.insert(before.stated_.begin(), before.stated_.end());
  for (const Kept& each : before.kept_) add(each.event, each.batch_ms, true);
  // That one was about to tell them again, or for the first time.
  for (const Part& part : before.parts_)
    for (const Event& each : part.events)
      if (isToldOnce(each)) add(each, part.time_ms, true);
}

void EventWriter::push(const Output& output) {
  giveUp(output);
  for (Part& part : parts_) {
    Draft draft = output.begin(part.time_ms, part.late ? PV_BACKFILL : 0);
    for (const Event& each : part.events) write(each, draft);
    for (const Status& each : part.statuses) {
      draft.upsert(each.entity, {attribute("status", each.status)});
      stated_[each.entity] = part.time_ms;
    }
    count_ += part.events.size();
    if (!output.push(std::move(draft))) break;
    for (Event& each : part.events)
      if (isToldOnce(each)) kept_.push_back({std::move(each), part.time_ms});
    while (kept_.size() > kMostKept) kept_.pop_front();
  }
  parts_.clear();
}

// As of the time of what was told: whatever another one tells of them is newer.
void EventWriter::giveUp(const Output& output) {
  if (given_up_.empty()) return;
  const auto newest =
      std::ranges::max_element(given_up_, {}, [](const auto& each) { return each.second; });
  Draft draft = output.begin(newest->second, 0);
  for (const auto& [entity, when_ms] : given_up_) pipevane::giveUp(entity, draft);
  if (output.push(std::move(draft))) given_up_.clear();
}

// PV_NONE where there is no room for it.
EntityId EventWriter::entityOf(std::string_view kind, const std::string& id) {
  std::string key = cluster_;
  key.append("/").append(kind).append("/").append(kind == "cluster" ? cluster_ : id);
  EntityId entity = dictionary_.findEntity(key);
  if (entity == PV_NONE && entities_.size() < kMostEntities) entity = dictionary_.entity(key);
  if (entity == PV_NONE || entities_.contains(entity)) return entity;
  if (entities_.size() == kMostEntities) return PV_NONE;
  entities_.insert(entity);
  return entity;
}

void EventWriter::write(const Event& event, Draft& draft) {
  EntityId entity = entityOf(event.kind, event.entity);
  if (entity == PV_NONE) entity = entityOf("cluster", {});
  attributes_.clear();
  for (const auto& [name, value] : event.attributes) attributes_.push_back(attribute(name, value));
  draft.event({.size = sizeof(pv_event),
               .severity = static_cast<std::int32_t>(event.severity),
               .time_ms = event.time_ms,
               .entity = entity,
               .id = text(event.id),
               .type = text(event.type),
               .state = event.state.empty() ? absent() : text(event.state),
               .message = text(event.message),
               .attribute_count = attributes_.size(),
               .attributes = attributes_.data()});
}

}  // namespace pipevane::proxmox::events

#include "plugins/web/recent_events.h"

#include "plugins/web/words.h"

#include <algorithm>
#include <array>

namespace pipevane::web {
namespace {

constexpr std::size_t kMostTextBytes = 4096;
constexpr std::size_t kMostAttributes = 32;

std::string bounded(pv_text text) { return std::string(view(text).substr(0, kMostTextBytes)); }

bool reserved(std::string_view name) {
  constexpr std::array<std::string_view, 7> kNames = {"id",    "entity",  "type",   "severity",
                                                      "state", "message", "time_ms"};
  return name.empty() || std::ranges::find(kNames, name) != kNames.end();
}

}  // namespace

LiveEvent eventFrom(const pv_event& event, std::string_view entity_key, Version version) {
  LiveEvent made{.changed = version,
                 .severity = event.severity,
                 .time_ms = event.time_ms,
                 .entity = event.entity,
                 .component = {},
                 .entity_key = std::string(entity_key),
                 .id = bounded(event.id),
                 .type = bounded(event.type),
                 .message = bounded(event.message),
                 .state = bounded(event.state),
                 .attributes = {}};
  const std::size_t count = std::min(event.attribute_count, kMostAttributes);
  for (std::size_t i = 0; i < count; ++i)
    if (present(event.attributes[i].value) && !reserved(view(event.attributes[i].name)))
      made.attributes.emplace_back(bounded(event.attributes[i].name),
                                   bounded(event.attributes[i].value));
  return made;
}

void RecentEvents::add(std::string_view component, const pv_event& event,
                       std::string_view entity_key, Version version) {
  LiveEvent made = eventFrom(event, entity_key, version);
  made.component = component;
  if (!made.id.empty()) {
    const auto known = std::ranges::find_if(events_, [&made](const LiveEvent& each) {
      return each.id == made.id && each.component == made.component;
    });
    if (known != events_.end()) events_.erase(known);
  }
  events_.push_back(std::move(made));
  if (events_.size() > kMostEvents) events_.pop_front();
}

void writeEvent(JsonWriter& json, const LiveEvent& event) {
  json.beginObject().key("id").text(event.id);
  if (!event.entity_key.empty()) json.key("entity").text(event.entity_key);
  json.key("type").text(event.type).key("severity").text(severityName(event.severity));
  if (!event.state.empty()) json.key("state").text(event.state);
  json.key("message").text(event.message).key("time_ms").integer(event.time_ms);
  for (const auto& [name, value] : event.attributes) json.key(name).text(value);
  json.endObject();
}

}  // namespace pipevane::web

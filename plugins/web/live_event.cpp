#include "plugins/web/live_event.h"

#include "plugins/web/json_writer.h"
#include "plugins/web/words.h"

#include <pipevane/text.h>

#include <algorithm>
#include <array>

namespace pipevane::web {
namespace {

constexpr std::size_t kMostTextBytes = 4096;
constexpr std::size_t kMostWordBytes = 256;  // of a type or a state
constexpr std::size_t kMostAttributes = 32;
constexpr std::size_t kMostJsonBytes = 32'768;
// The nodes of a list, a map and a hash map.
constexpr std::size_t kIndexBytes = 200;

std::string_view bounded(pv_text text) { return view(text).substr(0, kMostTextBytes); }
std::string_view word(pv_text text) { return view(text).substr(0, kMostWordBytes); }

bool reserved(std::string_view name) {
  constexpr std::array<std::string_view, 7> kNames = {"id",    "entity",  "type",   "severity",
                                                      "state", "message", "time_ms"};
  return name.empty() || std::ranges::find(kNames, name) != kNames.end();
}

void writeAttributes(JsonWriter& json, const std::string& written, const pv_event& event) {
  const std::size_t count = std::min(event.attribute_count, kMostAttributes);
  for (std::size_t i = 0; i < count; ++i) {
    const pv_attribute& each = event.attributes[i];
    if (!present(each.value) || reserved(view(each.name))) continue;
    const auto before = json.mark();
    json.key(bounded(each.name)).text(bounded(each.value));
    if (written.size() > kMostJsonBytes) json.rewind(before);
  }
}

}  // namespace

std::size_t LiveEvent::bytes() const {
  return sizeof(LiveEvent) + kIndexBytes + name.capacity() + type.capacity() + json.capacity();
}

LiveEvent eventFrom(std::string_view component, const pv_event& event, std::string_view entity_key,
                    Version version) {
  LiveEvent made{.changed = version,
                 .severity = event.severity,
                 .entity = event.entity,
                 .time_ms = event.time_ms,
                 .arrival = 0,
                 .change = 0,
                 .name = {},
                 .type = std::string(word(event.type)),
                 .json = {}};
  const std::string_view id = bounded(event.id);
  if (!id.empty()) made.name.append(component).append(1, '\0').append(id);
  std::string written;
  JsonWriter json(written);
  json.beginObject().key("id").text(id);
  if (!entity_key.empty()) json.key("entity").text(entity_key);
  json.key("type").text(made.type).key("severity").text(severityName(event.severity));
  if (!view(event.state).empty()) json.key("state").text(word(event.state));
  json.key("message").text(bounded(event.message)).key("time_ms").integer(event.time_ms);
  writeAttributes(json, written, event);
  json.endObject();
  made.json = std::string(written);  // no more room than it takes
  return made;
}

}  // namespace pipevane::web

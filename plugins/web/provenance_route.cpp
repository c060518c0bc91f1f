#include "plugins/web/provenance_route.h"

#include "plugins/web/callback.h"
#include "plugins/web/json_writer.h"
#include "plugins/web/words.h"

#include <pipevane/provenance.h>
#include <pipevane/sized.h>

#include <cmath>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace pipevane::web {
namespace {

struct Said {
  std::string component;
  std::int64_t as_of_ms;
  std::optional<std::string> text;  // of an attribute
  double number;
  Quality quality;
  bool current;
};
using Words = std::map<std::string, std::vector<Said>>;  // by name, the current one first

struct Told {
  Words attributes, metrics;
};

Said saidBy(const pv_provenance_word& word) {
  return {.component = str(word.component),
          .as_of_ms = word.as_of_ms,
          .text = present(word.value) ? std::optional(str(word.value)) : std::nullopt,
          .number = word.number,
          .quality = static_cast<Quality>(word.quality),
          .current = word.current != 0};
}

// Of all components that know.
Told toldOf(const Host& host, EntityId entity) {
  Told told;
  const std::vector<std::string> knowing = providers(host, PV_PROVENANCE);
  if (knowing.empty())
    throw Problem{404, "No provenance",
                  "no component of the pipeline tells which source a value came from, as one of "
                  "type \"derive\" does"};
  Callback keep{[&told](const pv_provenance_word& raw) {
    const pv_provenance_word word = sizedCopy(raw);
    Words& words = word.kind == PV_OF_ATTRIBUTE ? told.attributes : told.metrics;
    words[str(word.name)].push_back(saidBy(word));
  }};
  for (const std::string& id : knowing) {
    const Lease<pv_provenance> provenance(host, PV_PROVENANCE, id);
    if (!provenance) continue;
    if (provenance->read(provenance.self(), entity, &keep,
                         &decltype(keep)::template call<pv_provenance_word>) != PV_OK)
      throw Problem{503, "No answer", "\"" + id + "\" does not answer"};
    keep.rethrow();
  }
  return told;
}

// What one component alone tells is as the entity has it.
void complete(Words& metrics, const LiveState& state, const LiveEntity* entity) {
  if (entity == nullptr) return;
  for (auto& [name, all] : metrics) {
    const LiveMetric* metric = state.metric(*entity, name);
    if (all.size() != 1 || metric == nullptr || !metric->seen) continue;
    all[0].number = metric->value;
    all[0].as_of_ms = metric->time_ms;
    all[0].quality = metric->quality;
  }
}

void writeSaid(JsonWriter& json, const Said& said, bool metric) {
  json.key("component").text(said.component);
  if (said.as_of_ms > 0) json.key("as_of_ms").integer(said.as_of_ms);
  if (said.text) json.key("value").text(*said.text);
  if (!metric) return;
  if (std::isfinite(said.number)) json.key("value").number(said.number);
  json.key("quality").text(qualityName(said.quality));
}

void writeWords(JsonWriter& json, std::string_view key, const Words& words, bool metrics) {
  json.key(key).beginObject();
  for (const auto& [name, all] : words) {
    json.key(name).beginObject();
    const bool current = all.front().current;
    if (current) writeSaid(json, all.front(), metrics);
    if (all.size() > (current ? 1u : 0u)) {
      json.key("others").beginArray();
      for (std::size_t i = current ? 1 : 0; i < all.size(); ++i) {
        json.beginObject();
        writeSaid(json, all[i], metrics);
        json.endObject();
      }
      json.endArray();
    }
    json.endObject();
  }
  json.endObject();
}

}  // namespace

Response provenanceOf(const Host& host, Live& live, const Request& request) {
  const std::string* key = request.parameter("entity");
  if (key == nullptr) throw Problem{400, "Missing parameter", "say which \"entity\", by its key"};
  const EntityId entity = host.dictionary().findEntity(*key);
  Told told;
  if (entity != PV_NONE) told = toldOf(host, entity);
  if (told.attributes.empty() && told.metrics.empty())
    throw Problem{404, "No such entity", "nobody told of an entity \"" + *key + "\""};
  live.locked(
      [&](const LiveParts& parts) { complete(told.metrics, parts.state, parts.state.find(*key)); });
  Response response;
  JsonWriter json(response.body);
  json.beginObject().key("entity").text(*key);
  writeWords(json, "attributes", told.attributes, false);
  writeWords(json, "metrics", told.metrics, true);
  json.endObject();
  return response;
}

}  // namespace pipevane::web

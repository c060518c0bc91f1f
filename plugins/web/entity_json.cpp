#include "plugins/web/entity_json.h"

#include "plugins/web/words.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace pipevane::web {
namespace {

// Fields that are the entity's own: an attribute of that name would stand there twice.
bool reserved(std::string_view name) {
  constexpr std::array<std::string_view, 9> kNames = {
      "id", "kind", "cluster", "name", "metrics", "quality", "metric_quality", "time_ms", "age_ms"};
  return std::ranges::find(kNames, name) != kNames.end();
}

void writeList(JsonWriter& json, std::string_view value, char separator) {
  json.beginArray();
  while (!value.empty()) {
    const std::size_t end = std::min(value.find(separator), value.size());
    if (end > 0) json.text(value.substr(0, end));
    value.remove_prefix(std::min(end + 1, value.size()));
  }
  json.endArray();
}

void writeAttribute(JsonWriter& json, std::string_view name, std::string_view value) {
  json.key(name);
  if (name == "tags") return writeList(json, value, ';');
  if (name == "content") return writeList(json, value, ',');
  if ((name == "template" || name == "shared") && (value == "true" || value == "false")) {
    json.boolean(value == "true");
    return;
  }
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (name == "vmid" && error == std::errc{} && end == value.data() + value.size())
    json.integer(number);
  else
    json.text(value);
}

class PatchWriter {
 public:
  PatchWriter(JsonWriter& json, const LiveState& state, const LiveEntity& entity, PatchRange range,
              const Projection& projection)
      : json_(json), state_(state), entity_(entity), range_(range), projection_(projection) {}

  bool write() {
    const auto before = json_.mark();
    json_.beginObject();
    if (range_.whole) writeIdentity();
    writeName();
    writeAttributes();
    writeMetrics();
    writeQuality();
    writeTime();
    json_.endObject();
    if (!any_) json_.rewind(before);
    return any_;
  }

 private:
  bool fresh(Version changed) const { return changed > range_.since; }
  bool due(Version changed) const { return range_.whole || fresh(changed); }

  void writeIdentity() {
    any_ = true;
    if (!entity_.kind.empty()) json_.key("kind").text(entity_.kind);
    if (!entity_.cluster.empty()) json_.key("cluster").text(entity_.cluster);
  }
  void writeName() {
    const auto told = std::ranges::find(entity_.attributes, "name", &LiveAttribute::name);
    if (!range_.whole && (told == entity_.attributes.end() || !fresh(told->changed))) return;
    json_.key("name").text(entity_.name());
    any_ = true;
  }
  void writeAttributes() {
    for (const LiveAttribute& each : entity_.attributes) {
      if (reserved(each.name)) continue;
      if (each.value && due(each.changed)) {
        writeAttribute(json_, each.name, *each.value);
        any_ = true;
      } else if (!each.value && fresh(each.changed)) {
        json_.key(each.name).null();
        any_ = true;
      }
    }
  }
  void writeMetrics() {
    const auto before = json_.mark();
    json_.key("metrics").beginObject();
    bool written = range_.whole;
    for (const SeriesId series : entity_.series) {
      const LiveMetric& metric = state_.metric(series);
      const std::string& name = state_.info(metric.metric).name;
      const bool value = metric.known() && due(metric.changed);
      const bool gone = !metric.known() && fresh(metric.changed);
      if ((!value && !gone) || !projection_.wants(name)) continue;
      json_.key(name);
      if (value)
        json_.rounded(metric.value);
      else
        json_.null();
      written = true;
    }
    json_.endObject();
    if (!written) json_.rewind(before);
    any_ = any_ || written;
  }
  void writeQuality() {
    if (due(entity_.quality_changed)) {
      json_.key("quality").text(qualityName(entity_.quality));
      any_ = true;
    }
    writeListings();
  }
  // As one field that is absent where no metric differs.
  void writeListings() {
    bool changed = range_.whole, listed = false, gone = false;
    for (const SeriesId series : entity_.series) {
      const LiveMetric& metric = state_.metric(series);
      if (!projection_.wants(state_.info(metric.metric).name)) continue;
      changed = changed || fresh(metric.listing_changed);
      gone = gone || (fresh(metric.listing_changed) && !metric.listing);
      listed = listed || metric.listing.has_value();
    }
    if (!changed || (!listed && !gone)) return;
    json_.key("metric_quality");
    any_ = true;
    if (!listed) {
      json_.null();
      return;
    }
    json_.beginObject();
    for (const SeriesId series : entity_.series) writeListing(state_.metric(series));
    json_.endObject();
  }
  void writeListing(const LiveMetric& metric) {
    const std::string& name = state_.info(metric.metric).name;
    if (!projection_.wants(name)) return;
    if (metric.listing && due(metric.listing_changed))
      json_.key(name).text(qualityName(*metric.listing));
    else if (!metric.listing && fresh(metric.listing_changed))
      json_.key(name).null();
  }
  void writeTime() {
    if (entity_.time_ms && due(entity_.time_changed)) {
      json_.key("time_ms").integer(*entity_.time_ms);
      any_ = true;
    } else if (!entity_.time_ms && fresh(entity_.time_changed)) {
      json_.key("time_ms").null();
      any_ = true;
    }
  }

  JsonWriter& json_;
  const LiveState& state_;
  const LiveEntity& entity_;
  const PatchRange range_;
  const Projection& projection_;
  bool any_ = false;
};

void writeMetricObject(JsonWriter& json, const LiveState& state, const LiveEntity& entity) {
  json.key("metrics").beginObject();
  for (const SeriesId series : entity.series) {
    const LiveMetric& metric = state.metric(series);
    if (metric.known()) json.key(state.info(metric.metric).name).number(metric.value);
  }
  json.endObject();
}

void writeQualityFields(JsonWriter& json, const LiveState& state, const LiveEntity& entity) {
  json.key("quality").text(qualityName(entity.quality));
  const auto before = json.mark();
  bool any = false;
  json.key("metric_quality").beginObject();
  for (const SeriesId series : entity.series) {
    const LiveMetric& metric = state.metric(series);
    if (!metric.listing) continue;
    json.key(state.info(metric.metric).name).text(qualityName(*metric.listing));
    any = true;
  }
  json.endObject();
  if (!any) json.rewind(before);
}

}  // namespace

void writeEntity(JsonWriter& json, const LiveState& state, const LiveEntity& entity,
                 std::int64_t steady_ms) {
  json.beginObject().key("id").text(entity.key);
  if (!entity.kind.empty()) json.key("kind").text(entity.kind);
  if (!entity.cluster.empty()) json.key("cluster").text(entity.cluster);
  json.key("name").text(entity.name());
  for (const LiveAttribute& each : entity.attributes)
    if (each.value && !reserved(each.name)) writeAttribute(json, each.name, *each.value);
  writeMetricObject(json, state, entity);
  writeQualityFields(json, state, entity);
  if (entity.time_ms) {
    json.key("time_ms").integer(*entity.time_ms);
    json.key("age_ms").integer(std::max<std::int64_t>(steady_ms - entity.born_ms, 0));
  }
  json.endObject();
}

bool writeEntityPatch(JsonWriter& json, const LiveState& state, const LiveEntity& entity,
                      PatchRange range, const Projection& projection) {
  return PatchWriter(json, state, entity, range, projection).write();
}

}  // namespace pipevane::web

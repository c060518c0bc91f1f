#include "plugins/web/moment.h"

#include "plugins/web/words.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace pipevane::web {
namespace {

// The part of a key behind the cluster.
std::string_view kindOf(std::string_view key) {
  const std::size_t begin = key.find('/');
  if (begin == std::string_view::npos) return "other";
  return key.substr(begin + 1, key.find('/', begin + 1) - begin - 1);
}

}  // namespace

void Moment::limitToEntities(std::vector<EntityId> entities) {
  any_entity_ = false;
  entities_ = std::move(entities);
  std::ranges::sort(entities_);
}

void Moment::limitToMetrics(std::vector<MetricId> metrics) {
  any_metric_ = false;
  metrics_ = std::move(metrics);
  std::ranges::sort(metrics_);
}

void Moment::take(const pv_history_values& told) {
  for (std::size_t i = 0; i < told.count; ++i) {
    const auto info = dictionary_.of(told.series[i]);
    if (!info || !wanted(*info)) continue;
    const Row row = rowOf(info->entity);
    Column& column = row.kind->columns[info->metric];
    if (column.values.size() <= row.row) {
      column.values.resize(row.row + 1, std::numeric_limits<double>::quiet_NaN());
      column.ages_ms.resize(row.row + 1, kNone);
      column.qualities.resize(row.row + 1, PV_LIVE);
    }
    column.values[row.row] = told.values[i];
    column.ages_ms[row.row] = time_ms_ - told.times_ms[i];
    column.qualities[row.row] = told.qualities[i];
  }
}

bool Moment::wanted(const SeriesInfo& info) const {
  return (any_entity_ || std::ranges::binary_search(entities_, info.entity)) &&
         (any_metric_ || std::ranges::binary_search(metrics_, info.metric));
}

Moment::Row Moment::rowOf(EntityId entity) {
  Row& row = rows_[entity];
  if (row.kind == nullptr) {
    row.kind = &kinds_[kindOf(dictionary_.key(entity))];
    row.row = row.kind->entities.size();
    row.kind->entities.push_back(entity);
  }
  return row;
}

void Moment::write(JsonWriter& json) const {
  json.beginObject();
  for (const auto& [name, kind] : kinds_) {
    json.key(name).beginObject().key("entities").beginArray();
    for (const EntityId each : kind.entities) json.text(dictionary_.key(each));
    json.endArray().key("metrics").beginObject();
    for (const auto& [metric, column] : kind.columns) {
      const auto info = dictionary_.info(metric);
      if (!info) continue;
      json.key(info->name).beginObject().key("unit").text(info->unit);
      write(json, column, kind.entities.size());
      json.endObject();
    }
    json.endObject().endObject();
  }
  json.endObject();
}

// Of what has no sample the age is null, and of what was unknown then the value is.
void Moment::write(JsonWriter& json, const Column& column, std::size_t rows) const {
  const std::size_t told = column.values.size();
  json.key("values").beginArray();
  for (std::size_t i = 0; i < rows; ++i)
    if (i < told)
      json.rounded(column.values[i]);
    else
      json.null();
  json.endArray().key("ages_ms").beginArray();
  for (std::size_t i = 0; i < rows; ++i)
    if (i < told && column.ages_ms[i] != kNone)
      json.integer(column.ages_ms[i]);
    else
      json.null();
  json.endArray();
  if (std::ranges::all_of(column.qualities, [](std::uint8_t each) { return each == PV_LIVE; }))
    return;
  json.key("qualities").beginArray();
  for (std::size_t i = 0; i < rows; ++i)
    if (i < told && column.ages_ms[i] != kNone)
      json.text(qualityName(static_cast<Quality>(column.qualities[i])));
    else
      json.null();
  json.endArray();
}

}  // namespace pipevane::web

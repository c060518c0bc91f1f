#include "engine/pipeline/dictionary.h"

#include "engine/base/limits.h"

#include <pipevane/text.h>

#include <mutex>

namespace pipevane::pipeline {
namespace {

template <class Map, class Key>
std::uint32_t lookUp(const Map& ids, const Key& key) {
  const auto known = ids.find(key);
  return known == ids.end() ? PV_NONE : known->second;
}

bool acceptable(std::string_view name) {
  return !name.empty() && name.size() <= limits::kNameBytes;
}

}  // namespace

pv_entity_id Dictionary::entity(std::string_view key, std::string_view by) {
  if (const auto known = findEntity(key); known != PV_NONE) return known;
  const std::unique_lock lock(mutex_);
  if (const auto known = lookUp(entity_ids_, key); known != PV_NONE) return known;
  if (!acceptable(key) || entities_.size() >= limits::kEntities) return PV_NONE;
  std::size_t& named = named_by_.try_emplace(std::string(by)).first->second;
  if (named >= limits::kEntitiesOfOne) return PV_NONE;
  const auto id = static_cast<pv_entity_id>(entities_.size());
  entity_ids_.emplace(entities_.emplace_back(key), id);
  ++named;
  return id;
}

pv_metric_id Dictionary::metric(std::string_view name, std::string_view unit, bool counter) {
  if (const auto known = findTold(name); known != PV_NONE) return known;
  const std::unique_lock lock(mutex_);
  const auto known = lookUp(metric_ids_, name);
  if (known == PV_NONE) return add(name, unit, counter, false);
  tell(metrics_[known], unit, counter);
  return known;
}

pv_metric_id Dictionary::rememberMetric(std::string_view name, std::string_view unit,
                                        bool counter) {
  if (const auto known = findMetric(name); known != PV_NONE) return known;
  const std::unique_lock lock(mutex_);
  const auto known = lookUp(metric_ids_, name);
  return known == PV_NONE ? add(name, unit, counter, true) : known;
}

pv_metric_id Dictionary::findTold(std::string_view name) const {
  const std::shared_lock lock(mutex_);
  const auto known = lookUp(metric_ids_, name);
  return known == PV_NONE || metrics_[known].remembered ? PV_NONE : known;
}

pv_metric_id Dictionary::add(std::string_view name, std::string_view unit, bool counter,
                             bool remembered) {
  if (!acceptable(name) || unit.size() > limits::kNameBytes || metrics_.size() >= limits::kMetrics)
    return PV_NONE;
  const auto id = static_cast<pv_metric_id>(metrics_.size());
  metric_ids_.emplace(
      metrics_.emplace_back(Metric{std::string(name), keepUnit(unit), counter, remembered}).name,
      id);
  return id;
}

// Once for each metric, so that units_ has two for each at most.
void Dictionary::tell(Metric& metric, std::string_view unit, bool counter) {
  if (!metric.remembered || unit.size() > limits::kNameBytes) return;
  metric.unit = keepUnit(unit);
  metric.counter = counter;
  metric.remembered = false;
}

std::string_view Dictionary::keepUnit(std::string_view unit) {
  const auto known = units_.find(unit);
  return known == units_.end() ? *units_.emplace(unit).first : *known;
}

pv_series_id Dictionary::series(pv_entity_id entity, pv_metric_id metric) {
  if (const auto known = findSeries(entity, metric); known != PV_NONE) return known;
  const std::unique_lock lock(mutex_);
  if (const auto known = lookUp(series_ids_, pairKey(entity, metric)); known != PV_NONE)
    return known;
  if (entity >= entities_.size() || metric >= metrics_.size()) return PV_NONE;
  if (series_.size() >= limits::kSeries) return PV_NONE;
  const auto id = static_cast<pv_series_id>(series_.size());
  series_.push_back({entity, metric});
  series_ids_.emplace(pairKey(entity, metric), id);
  return id;
}

pv_entity_id Dictionary::findEntity(std::string_view key) const {
  const std::shared_lock lock(mutex_);
  return lookUp(entity_ids_, key);
}

pv_metric_id Dictionary::findMetric(std::string_view name) const {
  const std::shared_lock lock(mutex_);
  return lookUp(metric_ids_, name);
}

pv_series_id Dictionary::findSeries(pv_entity_id entity, pv_metric_id metric) const {
  const std::shared_lock lock(mutex_);
  return lookUp(series_ids_, pairKey(entity, metric));
}

pv_text Dictionary::entityKey(pv_entity_id entity) const {
  const std::shared_lock lock(mutex_);
  return entity < entities_.size() ? text(entities_[entity]) : absent();
}

bool Dictionary::metricInfo(pv_metric_id metric, pv_metric& out) const {
  const std::shared_lock lock(mutex_);
  if (metric >= metrics_.size()) return false;
  const Metric& known = metrics_[metric];
  out = {.size = sizeof(pv_metric),
         .counter = known.counter,
         .name = text(known.name),
         .unit = text(known.unit)};
  return true;
}

bool Dictionary::seriesInfo(pv_series_id series, pv_entity_id& entity, pv_metric_id& metric) const {
  const std::shared_lock lock(mutex_);
  if (series >= series_.size()) return false;
  entity = series_[series].entity;
  metric = series_[series].metric;
  return true;
}

DictionarySize Dictionary::size() const {
  const std::shared_lock lock(mutex_);
  return {entities_.size(), metrics_.size(), series_.size()};
}

}  // namespace pipevane::pipeline

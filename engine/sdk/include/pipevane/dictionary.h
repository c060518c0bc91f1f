// Names to ids and back. Intern once, remember the id, and never look a name up per sample.
#pragma once

#include <pipevane/abi.h>
#include <pipevane/batch.h>
#include <pipevane/text.h>

#include <cstddef>
#include <optional>

namespace pipevane {

struct Metric {
  std::string_view name;  // as long as the process
  std::string_view unit;
  bool counter;
};

struct SeriesInfo {
  EntityId entity;
  MetricId metric;
};

// [any] Every call may come from any thread. An id is PV_NONE where the dictionary is full (or, for
// `find...`, where the name was never seen).
class Dictionary {
 public:
  Dictionary(const pv_dictionary& table, void* host) : table_(&table), host_(host) {}

  EntityId entity(std::string_view key) const { return table_->entity(host_, text(key)); }
  MetricId metric(std::string_view name, std::string_view unit, bool counter = false) const {
    return table_->metric(host_, text(name), text(unit), counter);
  }
  // Of one that was told once, as a stored history has it: whoever tells it now knows its unit and
  // its kind better. In an engine that does not tell the two apart it is `metric`.
  MetricId rememberMetric(std::string_view name, std::string_view unit,
                          bool counter = false) const {
    if (!remembersMetrics()) return metric(name, unit, counter);
    return table_->remember_metric(host_, text(name), text(unit), counter);
  }
  SeriesId series(EntityId entity, MetricId metric) const {
    return table_->series(host_, entity, metric);
  }

  EntityId findEntity(std::string_view key) const { return table_->find_entity(host_, text(key)); }
  MetricId findMetric(std::string_view name) const {
    return table_->find_metric(host_, text(name));
  }
  SeriesId findSeries(EntityId entity, MetricId metric) const {
    return table_->find_series(host_, entity, metric);
  }

  // Valid as long as the process; empty for an id that was never given.
  std::string_view key(EntityId entity) const { return view(table_->entity_key(host_, entity)); }
  std::optional<Metric> info(MetricId metric) const {
    pv_metric raw{.size = sizeof(pv_metric), .counter = false, .name = absent(), .unit = absent()};
    if (!table_->metric_info(host_, metric, &raw)) return std::nullopt;
    return Metric{view(raw.name), view(raw.unit), raw.counter};
  }
  std::optional<SeriesInfo> of(SeriesId series) const {
    SeriesInfo info{};
    if (!table_->series_info(host_, series, &info.entity, &info.metric)) return std::nullopt;
    return info;
  }

 private:
  bool remembersMetrics() const {
    return table_->size >=
           offsetof(pv_dictionary, remember_metric) + sizeof(table_->remember_metric);
  }

  const pv_dictionary* table_;
  void* host_;
};

}  // namespace pipevane

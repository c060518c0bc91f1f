// Names to ids, once for the whole process. Ids count from 0 and are never given back; the limits
// keep a source that invents names from filling the memory, or the room that others need.
#pragma once

#include <pipevane/abi.h>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <set>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace pipevane::pipeline {

struct DictionarySize {
  std::uint64_t entities, metrics, series;
};

// [any] Every call may come from any thread. PV_NONE where a limit is reached, a name is too long,
// or (find...) the name was never seen. Texts returned live as long as the dictionary.
class Dictionary {
 public:
  // `by` is the component that asks: what is new counts as named by it, however often it is made
  // anew. What is known costs nobody anything.
  pv_entity_id entity(std::string_view key, std::string_view by);
  // The unit and the kind that a name was first given stay.
  pv_metric_id metric(std::string_view name, std::string_view unit, bool counter);
  // Of what was told once: they stay until somebody asks for `metric`.
  pv_metric_id rememberMetric(std::string_view name, std::string_view unit, bool counter);
  pv_series_id series(pv_entity_id entity, pv_metric_id metric);

  pv_entity_id findEntity(std::string_view key) const;
  pv_metric_id findMetric(std::string_view name) const;
  pv_series_id findSeries(pv_entity_id entity, pv_metric_id metric) const;

  pv_text entityKey(pv_entity_id entity) const;
  bool metricInfo(pv_metric_id metric, pv_metric& out) const;
  bool seriesInfo(pv_series_id series, pv_entity_id& entity, pv_metric_id& metric) const;
  DictionarySize size() const;

 private:
  struct Metric {
    std::string name;
    std::string_view unit;  // one of units_
    bool counter;
    bool remembered;
  };
  struct Series {
    pv_entity_id entity;
    pv_metric_id metric;
  };
  // PV_NONE of one that is only remembered, too.
  pv_metric_id findTold(std::string_view name) const;
  // With the lock held.
  pv_metric_id add(std::string_view name, std::string_view unit, bool counter, bool remembered);
  void tell(Metric& metric, std::string_view unit, bool counter);
  std::string_view keepUnit(std::string_view unit);

  static std::uint64_t pairKey(pv_entity_id entity, pv_metric_id metric) {
    return (std::uint64_t{entity} << 32) | metric;
  }

  mutable std::shared_mutex mutex_;
  // Deques, so that the views in the maps and the texts handed out stay valid.
  std::deque<std::string> entities_;
  std::deque<Metric> metrics_;
  std::set<std::string, std::less<>> units_;  // all that a metric ever had, and who asked may hold
  std::deque<Series> series_;
  std::unordered_map<std::string_view, pv_entity_id> entity_ids_;
  std::unordered_map<std::string_view, pv_metric_id> metric_ids_;
  std::unordered_map<std::uint64_t, pv_series_id> series_ids_;
  std::map<std::string, std::size_t, std::less<>> named_by_;  // entities, by component
};

}  // namespace pipevane::pipeline

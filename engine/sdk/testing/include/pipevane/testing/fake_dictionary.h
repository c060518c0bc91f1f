// A dictionary for plugin tests: names to ids in maps. [any] thread, as that of the engine.
#pragma once

#include <pipevane/dictionary.h>

#include <cstddef>
#include <deque>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <utility>

namespace pipevane::testing {

class FakeDictionary {
 public:
  // No more entities than that from now on, as where the engine's is full.
  void limitEntities(std::size_t most) { entities_max_ = most; }

  EntityId entity(std::string_view key) {
    const Lock lock(mutex_);
    if (entity_keys_.size() >= entities_max_) return findEntity(key);
    return intern(entities_, entity_keys_, std::string(key));
  }
  MetricId metric(std::string_view name, std::string_view unit, bool counter) {
    const Lock lock(mutex_);
    const MetricId id = rememberMetric(name, unit, counter);
    Info& info = metric_infos_.at(id);
    if (std::exchange(info.remembered, false)) {
      info.unit = &*units_.emplace(unit).first;
      info.counter = counter;
    }
    return id;
  }
  MetricId rememberMetric(std::string_view name, std::string_view unit, bool counter) {
    const Lock lock(mutex_);
    const auto known = metrics_.find(std::string(name));
    if (known != metrics_.end()) return known->second;
    const auto id = static_cast<MetricId>(metric_infos_.size());
    metric_infos_.push_back({std::string(name), &*units_.emplace(unit).first, counter, true});
    metrics_.emplace(name, id);
    return id;
  }
  SeriesId series(EntityId entity, MetricId metric) {
    const Lock lock(mutex_);
    return intern(series_, series_infos_, std::pair(entity, metric));
  }

  EntityId findEntity(std::string_view key) const {
    const Lock lock(mutex_);
    return find(entities_, std::string(key));
  }
  MetricId findMetric(std::string_view name) const {
    const Lock lock(mutex_);
    return find(metrics_, std::string(name));
  }
  SeriesId findSeries(EntityId entity, MetricId metric) const {
    const Lock lock(mutex_);
    return find(series_, std::pair(entity, metric));
  }

  std::string_view key(EntityId id) const {
    const Lock lock(mutex_);
    return entity_keys_.at(id);
  }
  Metric info(MetricId id) const {
    const Lock lock(mutex_);
    const Info& info = metric_infos_.at(id);
    return {info.name, *info.unit, info.counter};
  }
  SeriesInfo of(SeriesId id) const {
    const Lock lock(mutex_);
    return {series_infos_.at(id).first, series_infos_.at(id).second};
  }
  bool knows(MetricId id) const {
    const Lock lock(mutex_);
    return id < metric_infos_.size();
  }
  bool knowsEntity(EntityId id) const {
    const Lock lock(mutex_);
    return id < entity_keys_.size();
  }
  bool knowsSeries(SeriesId id) const {
    const Lock lock(mutex_);
    return id < series_infos_.size();
  }

 private:
  // It asks itself.
  using Lock = std::lock_guard<std::recursive_mutex>;
  struct Info {
    std::string name;
    const std::string* unit;  // one of units_
    bool counter;
    bool remembered;  // nobody told it since
  };
  template <class Key>
  static std::uint32_t find(const std::map<Key, std::uint32_t>& ids, const Key& key) {
    const auto known = ids.find(key);
    return known == ids.end() ? PV_NONE : known->second;
  }
  template <class Key>
  static std::uint32_t intern(std::map<Key, std::uint32_t>& ids, std::deque<Key>& names, Key key) {
    const auto [at, added] = ids.try_emplace(key, static_cast<std::uint32_t>(names.size()));
    if (added) names.push_back(std::move(key));
    return at->second;
  }

  mutable std::recursive_mutex mutex_;
  std::size_t entities_max_ = PV_NONE;
  std::map<std::string, EntityId> entities_;
  std::map<std::string, MetricId> metrics_;
  std::map<std::pair<EntityId, MetricId>, SeriesId> series_;
  std::deque<std::string> entity_keys_;
  std::deque<Info> metric_infos_;
  std::set<std::string> units_;  // whoever asked may hold one that is none any more
  std::deque<std::pair<EntityId, MetricId>> series_infos_;
};

}  // namespace pipevane::testing

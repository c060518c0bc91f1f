// Which entities, metrics and series there are, by the engine's ids and by their names. Not for two
// threads at once.
#pragma once

#include "plugins/web/live_entity.h"

#include <pipevane/dictionary.h>

#include <map>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace pipevane::web {

// What was met once stays where it is.
class LiveNames {
 public:
  explicit LiveNames(const Dictionary& dictionary) : dictionary_(dictionary) {}

  // The ids go on under this one.
  void goOnWith(const Dictionary& dictionary) { dictionary_ = dictionary; }

  // The entity of a series, which has a metric from then on; null where nobody knows it. Asked for
  // each sample.
  LiveEntity* owner(SeriesId series) {
    if (series >= homes_.size() || !homes_[series].asked)
      if (!adopt(series)) return nullptr;
    const EntityId id = homes_[series].entity;
    return id == PV_NONE ? nullptr : entities_[id].get();
  }
  // Made where it is met for the first time; null where the dictionary does not know it.
  LiveEntity* entity(EntityId id);
  // Of a series that has an owner.
  LiveMetric& metric(SeriesId series) { return metrics_[series]; }
  const LiveMetric& metric(SeriesId series) const { return metrics_[series]; }

  // Also those that went away (`present` says which).
  const std::map<std::string_view, LiveEntity*>& byKey() const { return by_key_; }
  const std::vector<const LiveEntity*>& all() const { return all_; }  // as they were met
  // One that is present.
  const LiveEntity* find(std::string_view key) const;
  const LiveEntity* find(EntityId entity) const;
  // The entity's metric of that name.
  std::optional<SeriesId> series(const LiveEntity& entity, std::string_view name) const;
  const LiveMetric* metric(const LiveEntity& entity, std::string_view name) const;

  const Dictionary& dictionary() const { return dictionary_; }
  const std::vector<LiveMetricInfo>& infos() const { return infos_; }  // by metric

 private:
  struct Home {
    EntityId entity = PV_NONE;
    bool asked = false;
  };

  bool adopt(SeriesId series);
  void learn(MetricId metric);

  Dictionary dictionary_;
  std::vector<std::unique_ptr<LiveEntity>> entities_;  // by id; null: never heard of
  std::map<std::string_view, LiveEntity*> by_key_;
  std::vector<const LiveEntity*> all_;
  std::vector<LiveMetric> metrics_;  // by series
  std::vector<Home> homes_;          // by series
  std::vector<LiveMetricInfo> infos_;
};

}  // namespace pipevane::web

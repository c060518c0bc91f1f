#include "plugins/web/live_names.h"

#include <algorithm>

namespace pipevane::web {

// A series seen for the first time; false where the dictionary does not know it either.
bool LiveNames::adopt(SeriesId series) {
  const auto info = dictionary_.of(series);
  if (!info) return false;
  if (series >= homes_.size()) {
    homes_.resize(series + std::size_t{1});
    metrics_.resize(series + std::size_t{1});
  }
  homes_[series].asked = true;
  learn(info->metric);
  LiveEntity* owner = entity(info->entity);
  if (owner == nullptr || info->metric >= infos_.size()) return true;
  homes_[series].entity = info->entity;
  metrics_[series].metric = info->metric;
  const auto name = [this](SeriesId each) -> const std::string& {
    return infos_[metrics_[each].metric].name;
  };
  const auto at = std::ranges::lower_bound(owner->series, name(series), {}, name);
  owner->series.insert(at, series);
  return true;
}

void LiveNames::learn(MetricId metric) {
  const auto info = dictionary_.info(metric);
  if (!info) return;
  if (metric >= infos_.size()) infos_.resize(metric + std::size_t{1});
  infos_[metric] = {std::string(info->name), std::string(info->unit), info->counter};
}

LiveEntity* LiveNames::entity(EntityId id) {
  if (id < entities_.size() && entities_[id]) return entities_[id].get();
  const std::string_view key = dictionary_.key(id);
  if (key.empty()) return nullptr;
  if (id >= entities_.size()) entities_.resize(id + std::size_t{1});
  auto made = std::make_unique<LiveEntity>();
  made->id = id;
  made->key = key;
  const std::size_t first = key.find('/');
  if (first != std::string_view::npos) {
    made->cluster = key.substr(0, first);
    const std::string_view rest = key.substr(first + 1);
    made->kind = rest.substr(0, rest.find('/'));
  }
  by_key_.emplace(key, made.get());
  all_.push_back(made.get());
  entities_[id] = std::move(made);
  return entities_[id].get();
}

const LiveEntity* LiveNames::find(std::string_view key) const {
  const auto at = by_key_.find(key);
  return at == by_key_.end() || !at->second->present ? nullptr : at->second;
}

const LiveEntity* LiveNames::find(EntityId entity) const {
  return entity < entities_.size() ? entities_[entity].get() : nullptr;
}

std::optional<SeriesId> LiveNames::series(const LiveEntity& entity, std::string_view name) const {
  const auto named = [this](SeriesId each) {
    return std::string_view(infos_[metrics_[each].metric].name);
  };
  const auto at = std::ranges::lower_bound(entity.series, name, {}, named);
  if (at == entity.series.end() || named(*at) != name) return std::nullopt;
  return *at;
}

const LiveMetric* LiveNames::metric(const LiveEntity& entity, std::string_view name) const {
  const auto found = series(entity, name);
  return found ? &metrics_[*found] : nullptr;
}

}  // namespace pipevane::web

#include "plugins/web/live_state.h"

#include <algorithm>
#include <array>

namespace pipevane::web {
namespace {

// A source's clock may be wrong, but what claims to be of tomorrow would hide all that follows.
constexpr std::int64_t kMostAheadMs = 86'400'000;
// A time further ahead of the host is no time at which anything was measured.
constexpr std::int64_t kAheadMs = 60'000;
// So many live samples in a row behind the newest one come from a clock that was set back; fewer
// may have overtaken each other on their way.
constexpr std::uint8_t kSetBackAfter = 3;
constexpr std::size_t kMostAttributes = 64;
constexpr std::size_t kMostAttributeBytes = 4096;

// How much an entity's best sample says about it: live, estimated, held, stale, unknown.
int rank(Quality quality) {
  constexpr std::array<int, 5> kRanks = {0, 3, 2, 1, 4};
  return kRanks[static_cast<std::size_t>(quality)];
}

Quality qualityOf(std::uint8_t raw) {
  return raw > PV_UNKNOWN ? Quality::kUnknown : static_cast<Quality>(raw);
}

bool same(double one, double other) {
  return one == other || (std::isnan(one) && std::isnan(other));
}

}  // namespace

void LiveState::apply(const Batch& batch, std::int64_t now_ms, std::int64_t steady_ms) {
  ++version_;
  touched_.clear();
  for (const pv_entity_change& each : batch.changes()) change(each);
  readClock(now_ms, steady_ms);
  applySamples(batch, {batch.timeMs(), now_ms, steady_ms, batch.backfill()});
  judgeTouched(steady_ms);
}

void LiveState::applySamples(const Batch& batch, Arrival arrival) {
  if (batch.series().empty()) return;
  OwnClock& clock = clockFor(batch.component());
  clock.read(arrival.now_ms, arrival.steady_ms);
  if (arrival.time_ms > clock.latestMs() + kMostAheadMs) return;
  // Nothing was measured before 1970.
  const std::int64_t source_ms = std::max<std::int64_t>(arrival.time_ms, 0);
  arrival.born_ms = arrival.steady_ms - clock.ageMs(source_ms, arrival.backfill);
  const auto series = batch.series();
  const auto values = batch.values();
  const auto qualities = batch.qualities();
  for (std::size_t i = 0; i < series.size(); ++i) {
    LiveEntity* entity = entityOf(series[i]);
    if (entity == nullptr || entity->removed) continue;
    LiveMetric& metric = metrics_[series[i]];
    if (arrival.time_ms < metric.time_ms && !setRight(metric, arrival)) continue;
    take(*entity, metric, values[i], qualityOf(qualities[i]), arrival);
  }
}

// Each component's own, as some go by the host's time of day and others do not.
OwnClock& LiveState::clockFor(std::string_view component) {
  const auto known = clocks_.find(component);
  return known != clocks_.end() ? known->second : clocks_.emplace(component, clock_).first->second;
}

// Of a sample older than the one that is there: it does not come late, but from a clock that was
// ahead before, or that was set back.
bool LiveState::setRight(LiveMetric& metric, const Arrival& arrival) {
  if (arrival.backfill) return false;
  const std::int64_t present_ms = arrival.now_ms + kAheadMs;
  if (metric.time_ms > present_ms && arrival.time_ms <= present_ms) return true;
  return ++metric.late == kSetBackAfter;
}

void LiveState::take(LiveEntity& entity, LiveMetric& metric, double value, Quality quality,
                     const Arrival& arrival) {
  ++samples_taken_;
  if (quality == Quality::kUnknown || !std::isfinite(value)) {
    quality = Quality::kUnknown;
    value = std::numeric_limits<double>::quiet_NaN();
  }
  if (!same(metric.value, value)) metric.changed = version_;
  // A source that says the same time again has nothing new.
  if (metric.time_ms != arrival.time_ms) metric.born_ms = arrival.born_ms;
  metric.time_ms = arrival.time_ms;
  const std::int64_t born_ms = metric.born_ms;
  const bool stale = tooOld(born_ms, arrival.steady_ms);
  entity.unjudged =
      entity.unjudged || !metric.seen || metric.quality != quality || metric.stale != stale;
  if (!stale) entity.stale_at_ms = std::min(entity.stale_at_ms, born_ms + stale_after_ms_);
  metric.value = value;
  metric.quality = quality;
  metric.late = 0;
  metric.seen = true;
  // What is newer by the source is so however old it is held for; what is younger is newer even if
  // the source's clock was put right.
  if (!entity.time_ms || born_ms > entity.born_ms || arrival.time_ms > *entity.time_ms) {
    entity.time_ms = arrival.time_ms;
    entity.born_ms = born_ms;
    entity.time_changed = version_;
  }
  if (!entity.present) appear(entity, true);
  touch(entity);
}

LiveEntity* LiveState::entityOf(SeriesId series) {
  if (series >= homes_.size() || !homes_[series].asked)
    if (!adopt(series)) return nullptr;
  const EntityId id = homes_[series].entity;
  return id == PV_NONE ? nullptr : entities_[id].get();
}

// A series seen for the first time; false where the dictionary does not know it either.
bool LiveState::adopt(SeriesId series) {
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

void LiveState::learn(MetricId metric) {
  const auto info = dictionary_.info(metric);
  if (!info) return;
  if (metric >= infos_.size()) infos_.resize(metric + std::size_t{1});
  infos_[metric] = {std::string(info->name), std::string(info->unit), info->counter};
}

LiveEntity* LiveState::entity(EntityId id) {
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

void LiveState::change(const pv_entity_change& change) {
  LiveEntity* changed = entity(change.entity);
  if (changed == nullptr) return;
  if (change.kind == PV_REMOVE)
    remove(*changed);
  else
    upsert(*changed, change);
}

void LiveState::upsert(LiveEntity& entity, const pv_entity_change& change) {
  entity.removed = false;
  if (!entity.present) appear(entity, true);
  for (std::size_t i = 0; i < change.attribute_count; ++i) set(entity, change.attributes[i]);
  touch(entity);
}

void LiveState::set(LiveEntity& entity, const pv_attribute& attribute) {
  const std::string_view name = view(attribute.name);
  const std::string_view value = view(attribute.value).substr(0, kMostAttributeBytes);
  if (name.empty()) return;
  const auto known = std::ranges::find(entity.attributes, name, &LiveAttribute::name);
  if (known == entity.attributes.end()) {
    if (!present(attribute.value) || entity.attributes.size() >= kMostAttributes) return;
    entity.attributes.push_back({std::string(name), std::string(value), version_});
  } else if (!present(attribute.value)) {
    if (known->value) known->changed = version_;
    known->value.reset();
  } else if (!known->value || *known->value != value) {
    known->value = value;
    known->changed = version_;
  }
}

void LiveState::remove(LiveEntity& entity) {
  entity.removed = true;
  if (!entity.present) return;
  appear(entity, false);
  for (LiveAttribute& each : entity.attributes) {
    if (each.value) each.changed = version_;
    each.value.reset();
  }
  for (const SeriesId series : entity.series) {
    LiveMetric& metric = metrics_[series];
    if (metric.known()) metric.changed = version_;
    metric.value = std::numeric_limits<double>::quiet_NaN();
    metric.quality = Quality::kUnknown;
    metric.stale = metric.seen = false;
  }
  if (entity.time_ms) entity.time_changed = version_;
  entity.time_ms.reset();
  entity.unjudged = true;
  touch(entity);
}

void LiveState::appear(LiveEntity& entity, bool present) {
  entity.present = present;
  entity.appeared = version_;
  entity.changed = version_;
}

void LiveState::touch(LiveEntity& entity) {
  if (!touched_.empty() && touched_.back() == &entity) return;
  entity.changed = version_;
  touched_.push_back(&entity);
}

void LiveState::judgeTouched(std::int64_t steady_ms) {
  for (LiveEntity* each : touched_)
    if (each->unjudged) judge(*each, steady_ms, version_);
}

void LiveState::goOnWith(const Dictionary& dictionary, std::int64_t stale_after_ms) {
  dictionary_ = dictionary;
  stale_after_ms_ = stale_after_ms;
  clock_.setFresh(stale_after_ms);
  for (auto& [component, clock] : clocks_) clock.setFresh(stale_after_ms);
  // All are judged anew.
  for (const auto& [key, each] : by_key_)
    each->stale_at_ms = std::numeric_limits<std::int64_t>::min();
}

void LiveState::sweep(std::int64_t steady_ms) {
  bool changed = false;
  for (const auto& [key, each] : by_key_) {
    if (!each->present || steady_ms <= each->stale_at_ms) continue;
    if (!judge(*each, steady_ms, version_ + 1)) continue;
    each->changed = version_ + 1;
    changed = true;
  }
  if (changed) ++version_;
}

// The entity is as good as its best metric; those that are not list their own quality. False where
// all is as it was.
bool LiveState::judge(LiveEntity& entity, std::int64_t steady_ms, Version version) {
  const Quality best = judgeMetrics(entity, steady_ms);
  bool changed = best != entity.quality;
  if (changed) entity.quality_changed = version;
  entity.quality = best;
  for (const SeriesId series : entity.series) {
    LiveMetric& metric = metrics_[series];
    const Quality own = metric.judged();
    const auto listing = metric.seen && own != best ? std::optional(own) : std::nullopt;
    if (listing == metric.listing) continue;
    metric.listing = listing;
    metric.listing_changed = version;
    changed = true;
  }
  return changed;
}

// Each by its own age; answers the best quality among them.
Quality LiveState::judgeMetrics(LiveEntity& entity, std::int64_t steady_ms) {
  entity.unjudged = false;
  entity.stale_at_ms = std::numeric_limits<std::int64_t>::max();
  Quality best = Quality::kUnknown;
  for (const SeriesId series : entity.series) {
    LiveMetric& metric = metrics_[series];
    if (!metric.seen) continue;
    metric.stale = tooOld(metric.born_ms, steady_ms);
    if (!metric.stale)
      entity.stale_at_ms = std::min(entity.stale_at_ms, metric.born_ms + stale_after_ms_);
    if (rank(metric.judged()) < rank(best)) best = metric.judged();
  }
  return best;
}

const LiveEntity* LiveState::find(std::string_view key) const {
  const auto at = by_key_.find(key);
  return at == by_key_.end() || !at->second->present ? nullptr : at->second;
}

const LiveEntity* LiveState::find(EntityId entity) const {
  return entity < entities_.size() ? entities_[entity].get() : nullptr;
}

std::optional<SeriesId> LiveState::series(const LiveEntity& entity, std::string_view name) const {
  const auto named = [this](SeriesId each) {
    return std::string_view(infos_[metrics_[each].metric].name);
  };
  const auto at = std::ranges::lower_bound(entity.series, name, {}, named);
  if (at == entity.series.end() || named(*at) != name) return std::nullopt;
  return *at;
}

const LiveMetric* LiveState::metric(const LiveEntity& entity, std::string_view name) const {
  const auto found = series(entity, name);
  return found ? &metrics_[*found] : nullptr;
}

}  // namespace pipevane::web

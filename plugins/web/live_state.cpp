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
    LiveEntity* entity = names_.owner(series[i]);
    if (entity == nullptr || entity->removed) continue;
    LiveMetric& metric = names_.metric(series[i]);
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

void LiveState::change(const pv_entity_change& change) {
  LiveEntity* changed = names_.entity(change.entity);
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
    LiveMetric& metric = names_.metric(series);
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
  names_.goOnWith(dictionary);
  stale_after_ms_ = stale_after_ms;
  clock_.setFresh(stale_after_ms);
  for (auto& [component, clock] : clocks_) clock.setFresh(stale_after_ms);
  // All are judged anew.
  for (const auto& [key, each] : names_.byKey())
    each->stale_at_ms = std::numeric_limits<std::int64_t>::min();
}

void LiveState::sweep(std::int64_t steady_ms) {
  bool changed = false;
  for (const auto& [key, each] : names_.byKey()) {
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
    LiveMetric& metric = names_.metric(series);
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
    LiveMetric& metric = names_.metric(series);
    if (!metric.seen) continue;
    metric.stale = tooOld(metric.born_ms, steady_ms);
    if (!metric.stale)
      entity.stale_at_ms = std::min(entity.stale_at_ms, metric.born_ms + stale_after_ms_);
    if (rank(metric.judged()) < rank(best)) best = metric.judged();
  }
  return best;
}

}  // namespace pipevane::web

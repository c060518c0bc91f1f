#include "plugins/derive/totals/totals.h"

#include <algorithm>

namespace pipevane::derive {

Totals::Totals(const Dictionary& dictionary, std::int64_t stale_after_ms)
    : dictionary_(dictionary),
      stale_after_ms_(stale_after_ms),
      roster_(dictionary),
      summing_(roster_, stale_after_ms),
      fleet_(dictionary.entity(kFleetKey), kOfFleet) {}

void Totals::take(const Batch& batch, const DerivedColumns& derived, std::int64_t now_ms) {
  const std::uint64_t component = bitOf(batch.component());
  for (const pv_entity_change& each : batch.changes()) {
    const Part* const part = roster_.apply(each);
    if (part == nullptr) continue;
    roster_.cluster(part->cluster).told_by |= component;
    // Whoever has to hear the entities once more has to hear of this one too.
    if (each.kind == PV_UPSERT) fleet_announced_ = false;
  }
  const pv_batch raw = derived.batchAt(batch.timeMs());
  if (batch.backfill()) {
    takeLate(batch);
    takeLate(Batch(raw));
    return;
  }
  takeSamples(batch, component, now_ms);
  takeSamples(Batch(raw), component, now_ms);
}

std::uint64_t Totals::bitOf(std::string_view component) {
  constexpr std::size_t kMostBits = 64;
  const auto known = std::ranges::find(components_, component);
  const auto index = static_cast<std::size_t>(known - components_.begin());
  if (known == components_.end() && index < kMostBits - 1) components_.emplace_back(component);
  return std::uint64_t{1} << std::min(index, kMostBits - 1);
}

void Totals::takeSamples(const Batch& batch, std::uint64_t component, std::int64_t now_ms) {
  const auto series = batch.series();
  for (std::size_t i = 0; i < series.size(); ++i) {
    const Place& place = placeOf(series[i]);
    if (place.part == kNobody) continue;
    Part& part = roster_.part(place.part);
    part.take(place.figure,
              {batch.values()[i], batch.timeMs(), derive::qualityOf(batch.qualities()[i])}, now_ms);
    roster_.cluster(part.cluster).told_by |= component;
  }
}

void Totals::takeLate(const Batch& batch) {
  const auto series = batch.series();
  for (std::size_t i = 0; i < series.size(); ++i) {
    const Place& place = placeOf(series[i]);
    if (place.part != kNobody)
      roster_.part(place.part)
          .takeLate(place.figure,
                    {batch.values()[i], batch.timeMs(), derive::qualityOf(batch.qualities()[i])});
  }
}

const Totals::Place& Totals::placeOf(SeriesId series) {
  if (series < places_.size() && places_[series].asked) return places_[series];
  static constexpr Place kNowhere{};
  if (!dictionary_.of(series)) return kNowhere;
  if (series >= places_.size())
    places_.resize(std::max<std::size_t>(std::size_t{series} + 1, places_.size() * 2));
  return places_[series] = find(series);
}

Totals::Place Totals::find(SeriesId series) {
  const auto info = dictionary_.of(series);
  const auto metric = dictionary_.info(info->metric);
  const auto figure = metric ? figureNamed(metric->name) : std::nullopt;
  if (!figure) return {.asked = true};
  const std::uint32_t part = roster_.partOf(info->entity);
  return {.part = part, .figure = *figure, .asked = true};
}

void Totals::endCycle(std::string_view component, std::int64_t now_ms) {
  const std::uint64_t ended = bitOf(component);
  due_.clear();
  told_ = 0;
  bool any = false, changed = false;
  for (Cluster& cluster : roster_.clusters()) {
    if ((cluster.told_by & ended) == 0) continue;
    Group* const total = roster_.total(cluster);
    if (total == nullptr) continue;
    summing_.sumUp(cluster, *total, now_ms);
    gatherDue(cluster, *total);
    any = true;
    changed = changed || cluster.changed;
    cluster.changed = false;
    cluster.told_by = 0;
  }
  if (any) sumUpFleet(changed, now_ms);
  std::ranges::sort(due_, {}, [](const Due& each) { return each.group->dueMs(); });
}

void Totals::gatherDue(const Cluster& cluster, Group& total) {
  for (const std::uint32_t member : cluster.members) {
    const Part& part = roster_.part(member);
    if (!part.present || part.group == kNobody) continue;
    Group& group = roster_.group(part.group);
    if (&group != &total) line(group, cluster.changed, cluster.guests_known);
  }
  line(total, cluster.changed, cluster.guests_known);
}

// A cluster that is silent has its last sums in it, as stale ones.
void Totals::sumUpFleet(bool changed, std::int64_t now_ms) {
  fleet_.begin();
  bool guests_known = false;
  for (const Cluster& cluster : roster_.clusters()) {
    const Group* const total = roster_.total(cluster);
    if (total == nullptr || cluster.summed_ms == kNoTime) continue;
    const bool silent = now_ms - cluster.summed_ms > stale_after_ms_;
    fleet_.merge(*total, silent ? Quality::kStale : Quality::kLive);
    guests_known = guests_known || cluster.guests_known;
  }
  line(fleet_, changed, guests_known);
}

void Totals::line(Group& group, bool changed, bool guests_known) {
  if (group.due(changed, guests_known)) due_.push_back({&group, guests_known});
}

std::optional<Totals::Told> Totals::next() {
  while (told_ < due_.size()) {
    Told told{due_[told_].group->dueMs(), PV_NONE};
    const std::size_t first = told_;
    while (told_ < due_.size() && due_[told_].group->dueMs() == told.time_ms) ++told_;
    columns_.reset((told_ - first) * kMeasureCount);
    for (std::size_t i = first; i < told_; ++i) {
      due_[i].group->tell(dictionary_, due_[i].guests_known, columns_);
      if (due_[i].group == &fleet_ && !fleet_announced_) told.announced = fleet_.entity();
    }
    if (columns_.size() == 0) continue;
    if (told.announced != PV_NONE) fleet_announced_ = true;
    return told;
  }
  return std::nullopt;
}

}  // namespace pipevane::derive

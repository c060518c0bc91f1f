// What becomes of a batch's samples.
#include "plugins/derive/merge/merge.h"

#include <algorithm>

namespace pipevane::derive {
namespace {

// What a batch has of one entity, as bits by quality, and whether it ran.
constexpr std::uint32_t kTimedBits = 1U << PV_LIVE | 1U << PV_HELD;
constexpr std::uint32_t kEstimatedBits = 1U << PV_ESTIMATED;
constexpr std::uint32_t kRanBit = 1U << 8;

// From 1970 to 2106.
std::uint32_t secondOf(std::int64_t time_ms) {
  constexpr std::int64_t kMost = UINT32_MAX - 1;
  return static_cast<std::uint32_t>(std::clamp<std::int64_t>(time_ms / 1000, 0, kMost));
}

bool showsUptime(double value, std::uint8_t quality) { return quality < PV_UNKNOWN && value > 0; }

}  // namespace

// The one look that each sample costs. Those of one entity mostly stand side by side.
void Merge::look(const Batch& batch, const Report& report) {
  static constexpr Slot kNowhere{};
  lists_[report.component] = true;
  const auto series = batch.series();
  const auto values = batch.values();
  const auto qualities = batch.qualities();
  const std::uint32_t second = secondOf(report.time_ms);
  EntityId at = PV_NONE;
  std::uint32_t seen = 0;
  for (std::size_t i = 0; i < series.size(); ++i) {
    const Slot* slot = series[i] < slots_.size() ? &slots_[series[i]] : &kNowhere;
    const bool estimated = qualities[i] == PV_ESTIMATED;
    if (slot->owner != report.component || second < slot->told_or_since_s ||
        slot->is_estimated != estimated)
      slot = &claim(series[i], estimated, report);
    if (slot->entity != at) {
      if (at != PV_NONE) hear(at, seen, report);
      at = slot->entity;
      seen = 0;
    }
    seen |= 1U << std::min<std::uint32_t>(qualities[i], PV_UNKNOWN);
    if (slot->is_uptime && showsUptime(values[i], qualities[i])) seen |= kRanBit;
  }
  if (at != PV_NONE) hear(at, seen, report);
}

// Of one that is not this component's alone, as far as is known yet.
const Merge::Slot& Merge::claim(SeriesId series, bool estimated, const Report& report) {
  static constexpr Slot kUnnamed{};
  const bool known = series < slots_.size() && slots_[series].entity != PV_NONE;
  if (!known && !learn(series)) return kUnnamed;
  Slot& slot = slots_[series];
  if (slot.owner == kNoComponent) slot.owner = report.component;
  if (slot.owner == report.component) {
    slot.told_or_since_s = std::min(slot.told_or_since_s, secondOf(report.time_ms));
    if (!report.backfill) slot.is_estimated = estimated;
    return slot;
  }
  if (slot.owner != kSeveral) share(series, slot);
  judging_ = true;
  return slot;
}

bool Merge::learn(SeriesId series) {
  const auto info = dictionary_.of(series);
  if (!info || info->entity == PV_NONE) return false;
  const auto metric = dictionary_.info(info->metric);
  if (series >= slots_.size())
    slots_.resize(std::max<std::size_t>(std::size_t{series} + 1, slots_.size() * 2));
  slots_[series].entity = info->entity;
  slots_[series].is_uptime = metric && metric->name == "uptime_seconds";
  entityOf(info->entity);
  return true;
}

void Merge::share(SeriesId series, Slot& slot) {
  ToldEntity& entity = entities_[slot.entity];
  const Teller* first = entity.find(slot.owner);
  told_.push_back({series, ToldSeries(first != nullptr ? *first : Teller{.component = slot.owner},
                                      slot.is_estimated,
                                      std::int64_t{slot.told_or_since_s} * 1000)});
  slot.told_or_since_s = static_cast<std::uint32_t>(told_.size() - 1);
  slot.owner = kSeveral;
  entity.series.push_back(slot.told_or_since_s);
}

void Merge::hear(EntityId id, std::uint32_t seen, const Report& report) {
  ToldEntity& entity = entities_[id];
  const Seen figures{.timed = (seen & kTimedBits) != 0,
                     .estimated = (seen & kEstimatedBits) != 0,
                     .ran = (seen & kRanBit) != 0};
  if (figures.timed) entity.batch = batches_;
  if (figures.ran) entity.setUptime();
  if (entity.teller(report.component).hear(figures, report)) entity.setBack(report);
  if (entity.shared() && figures.any() && !report.backfill)
    entity.leaveBehind(report, [&](ComponentIndex component, std::int64_t until_ms) {
      for (const std::uint32_t each : entity.series)
        told_[each].told.leaveBehind(component, until_ms);
      disputes_.push_back(id);
    });
  if (entity.goneFor(report.component)) {
    if (figures.any() && !report.backfill && entity.returns(report.component, report.time_ms))
      comeBack(id);
    else
      judging_ = true;
  }
  if (entity.disputed()) disputes_.push_back(id);
}

void Merge::judge(const Batch& batch, const Report& report) {
  const auto series = batch.series();
  for (std::size_t i = 0; i < series.size(); ++i) {
    const Derived sample{batch.values()[i], qualityOf(batch.qualities()[i])};
    const ToldSeries::Verdict become = verdict(batch, i, report);
    using Kind = ToldSeries::Verdict::Kind;
    if (become.kind != Kind::kTake && !filtering_) keepUntil(batch, i);
    if (become.kind == Kind::kTake) {
      if (filtering_) kept_.add(series[i], sample);
    } else if (become.kind == Kind::kFill) {
      ++tally_.filled;
      filling_.push_back({series[i], become.after_ms});
      (report.backfill ? kept_ : filled_).add(series[i], sample);
    } else if (become.kind == Kind::kTakeNow) {
      const ToldSeries::Said& now = told_[slots_[series[i]].told_or_since_s].told.now();
      marks_.push_back({now.time_ms, series[i], {now.value, now.quality}});
    } else {
      ++tally_.dropped[static_cast<std::size_t>(become.why)];
    }
  }
}

ToldSeries::Verdict Merge::verdict(const Batch& batch, std::size_t sample, const Report& report) {
  const SeriesId series = batch.series()[sample];
  if (series >= slots_.size() || slots_[series].entity == PV_NONE) return {};
  const Slot& slot = slots_[series];
  const ToldEntity& entity = entities_[slot.entity];
  if (entity.goneFor(report.component)) return ToldSeries::Verdict::drop(Dropped::kGone);
  if (slot.owner != kSeveral) return {};
  return told_[slot.told_or_since_s].told.hear({.component = report.component,
                                                .quality = qualityOf(batch.qualities()[sample]),
                                                .time_ms = report.time_ms,
                                                .value = batch.values()[sample]},
                                               entity.batch == batches_, report.backfill);
}

// All before that one go on.
void Merge::keepUntil(const Batch& batch, std::size_t sample) {
  filtering_ = true;
  kept_.reset(batch.series().size());
  filled_.reset(batch.series().size());
  for (std::size_t i = 0; i < sample; ++i)
    kept_.add(batch.series()[i], {batch.values()[i], qualityOf(batch.qualities()[i])});
}

}  // namespace pipevane::derive

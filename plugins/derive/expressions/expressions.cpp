#include "plugins/derive/expressions/expressions.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace pipevane::derive {
namespace {

constexpr std::uint32_t kNoRow = std::numeric_limits<std::uint32_t>::max();

template <class Each>
void growTo(std::vector<Each>& all, std::size_t count, const Each& empty) {
  if (count > all.size()) all.resize(std::max(count, all.size() * 2), empty);
}

bool same(const Derived& one, const Derived& other) {
  return one.quality == other.quality &&
         (one.value == other.value || one.quality == Quality::kUnknown);
}

}  // namespace

Expressions::Expressions(std::vector<Expression> expressions, const Dictionary& dictionary,
                         std::int64_t max_gap_ms, std::int64_t missing_after_ms)
    : dictionary_(dictionary),
      max_gap_ms_(max_gap_ms),
      missing_after_ms_(missing_after_ms),
      bindings_(std::move(expressions), dictionary) {}

void Expressions::take(const Batch& batch, const DerivedColumns& derived) {
  time_ms_ = batch.timeMs();
  backfill_ = batch.backfill();
  touched_.clear();
  corrections_.clear();
  for (const pv_entity_change& each : batch.changes())
    if (each.kind == PV_REMOVE) forget(each.entity);
  note(batch);
  const pv_batch raw = derived.batchAt(time_ms_);
  note(Batch(raw));
  columns_.reset(touched_.size() * bindings_.all().size());
  for (const std::uint32_t each : touched_) compute(each);
  std::ranges::sort(corrections_, {}, &Correction::time_ms);
}

void Expressions::endCycle(std::int64_t steady_ms) {
  if (!first_cycle_ms_) first_cycle_ms_ = steady_ms;
  if (steady_ms - *first_cycle_ms_ >= missing_after_ms_) bindings_.missUnseen();
}

std::optional<std::string> Expressions::news() {
  return bindings_.takeNews() ? std::optional(bindings_.why()) : std::nullopt;
}

// Who comes under the same key is another one.
void Expressions::forget(EntityId entity) {
  if (entity >= row_of_.size() || row_of_[entity] == kNoRow) return;
  const std::size_t row = row_of_[entity];
  const std::size_t inputs = bindings_.inputCount(), expressions = bindings_.all().size();
  rows_[row] = {entity};
  std::fill_n(newest_.begin() + static_cast<std::ptrdiff_t>(row * inputs), inputs, Reading{});
  std::fill_n(late_.begin() + static_cast<std::ptrdiff_t>(row * inputs), inputs, Reading{});
  std::fill_n(told_.begin() + static_cast<std::ptrdiff_t>(row * expressions), expressions, Told{});
}

void Expressions::note(const Batch& batch) {
  const auto series = batch.series();
  for (std::size_t i = 0; i < series.size(); ++i) {
    const Place& place = placeOf(series[i], batch.component());
    if (place.is_input)
      keep(place.row, place.input, {batch.values()[i], time_ms_, qualityOf(batch.qualities()[i])});
  }
}

const Expressions::Place& Expressions::placeOf(SeriesId series, std::string_view component) {
  if (series < places_.size() && places_[series].asked) return places_[series];
  static constexpr Place kNowhere{};
  const auto info = dictionary_.of(series);
  if (!info) return kNowhere;
  growTo(places_, std::size_t{series} + 1, {});
  return places_[series] = find(*info, component);
}

Expressions::Place Expressions::find(const SeriesInfo& info, std::string_view component) {
  growTo(metrics_, std::size_t{info.metric} + 1, {});
  if (info.metric >= metrics_asked_.size()) metrics_asked_.resize(metrics_.size());
  if (!metrics_asked_[info.metric]) {
    metrics_asked_[info.metric] = true;
    metrics_[info.metric] = bindings_.learn(info.metric, component);
  }
  const auto input = metrics_[info.metric];
  if (!input) return {.asked = true};
  return {.row = rowOf(info.entity), .input = *input, .asked = true, .is_input = true};
}

std::uint32_t Expressions::rowOf(EntityId entity) {
  growTo(row_of_, std::size_t{entity} + 1, kNoRow);
  if (row_of_[entity] != kNoRow) return row_of_[entity];
  row_of_[entity] = static_cast<std::uint32_t>(rows_.size());
  rows_.push_back({entity});
  newest_.resize(rows_.size() * bindings_.inputCount());
  late_.resize(newest_.size());
  told_.resize(rows_.size() * bindings_.all().size());
  return row_of_[entity];
}

void Expressions::keep(std::uint32_t row, InputIndex input, const Reading& reading) {
  const std::size_t at = row * bindings_.inputCount() + input;
  const std::int64_t behind_ms = newest_[at].time_ms - reading.time_ms;
  (backfill_ && behind_ms > 0 ? late_ : newest_)[at] = reading;
  Row& its = rows_[row];
  if (its.touched.none()) touched_.push_back(row);
  its.touched.set(input);
  its.seen.set(input);
  its.set_back.set(input, !backfill_ && behind_ms > kSetBackMs);
}

void Expressions::compute(std::uint32_t index) {
  const auto& all = bindings_.all();
  Row& row = rows_[index];
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Bound& bound = all[i];
    if (bound.metric == PV_NONE || !bound.why.empty()) continue;
    if ((row.touched & bound.needs).none() || (row.seen & bound.needs) != bound.needs) continue;
    Told& told = told_[index * all.size() + i];
    if (told.series == PV_NONE) told.series = dictionary_.series(row.entity, bound.metric);
    if (told.series == PV_NONE) continue;
    const bool set_back = (row.set_back & bound.needs).any();
    // What is behind the others is of now as well, as long as no clock was set.
    const std::int64_t at_ms = backfill_ || set_back ? time_ms_ : std::max(time_ms_, told.time_ms);
    const auto derived = result(bound, index, at_ms);
    if (!derived) continue;
    tell(told, *derived, set_back);
    if (bound.as_input) keep(index, *bound.as_input, {derived->value, at_ms, derived->quality});
  }
  row.touched.reset();
  row.set_back.reset();
}

std::optional<Derived> Expressions::result(const Bound& bound, std::uint32_t row,
                                           std::int64_t at_ms) {
  Quality quality = Quality::kLive;
  for (std::size_t i = 0; i < bound.inputs.size(); ++i) {
    const Reading* reading = readingOf(row, bound.inputs[i]);
    if (reading == nullptr) return std::nullopt;
    const bool forgotten = at_ms - reading->time_ms > max_gap_ms_;
    if (forgotten || !usable(reading->value, reading->quality)) quality = Quality::kUnknown;
    quality = worse(quality, reading->quality);
    values_[i] = reading->value;
  }
  if (quality == Quality::kUnknown) return kUnknownValue;
  const double value = evaluate(bound.expression.program, {values_.data(), bound.inputs.size()});
  return std::isfinite(value) ? Derived{value, quality} : kUnknownValue;
}

const Reading* Expressions::readingOf(std::uint32_t row, InputIndex input) const {
  const std::size_t at = row * bindings_.inputCount() + input;
  if (!backfill_ || newest_[at].time_ms == time_ms_) return &newest_[at];
  return late_[at].time_ms == time_ms_ ? &late_[at] : nullptr;
}

// What comes late says nothing about now, unless it is newer than all that was told.
void Expressions::tell(Told& told, const Derived& derived, bool set_back) {
  if (!backfill_) return tellNow(told, derived, set_back);
  columns_.add(told.series, derived);
  if (time_ms_ <= told.time_ms) return;
  told.unknown = derived.quality == Quality::kUnknown;
  told.time_ms = time_ms_;
  told.derived = derived;
}

// Unknown is told once, when it begins, and no time twice.
void Expressions::tellNow(Told& told, const Derived& derived, bool set_back) {
  const bool unknown = derived.quality == Quality::kUnknown;
  if (unknown && told.unknown) return;
  const bool newer = set_back || time_ms_ > told.time_ms;
  if (!newer && same(derived, told.derived)) return;
  told.unknown = unknown;
  told.derived = derived;
  told.time_ms = newer ? time_ms_ : told.time_ms + 1;
  if (newer)
    columns_.add(told.series, derived);
  else
    corrections_.push_back({told.time_ms, told.series, derived});
}

}  // namespace pipevane::derive

#include "plugins/derive/derive.h"

#include "plugins/derive/services.h"

#include <algorithm>
#include <string>
#include <utility>

namespace pipevane::derive {
namespace {

bool takesStatusBack(const pv_entity_change& change) {
  for (std::size_t i = 0; i < change.attribute_count; ++i)
    if (view(change.attributes[i].name) == "status" &&
        view(change.attributes[i].value) == "unknown")
      return true;
  return false;
}

}  // namespace

Derive::Derive(const Options& options, const Host& host)
    : host_(host),
      max_gap_ms_(options.durationMs("max_gap")),
      merge_(host.dictionary()),
      plan_(host.dictionary()) {
  if (options.boolean("totals"))
    totals_.emplace(host.dictionary(), options.durationMs("stale_after"));
  if (auto expressions = readExpressions(options.map("expressions")); !expressions.empty())
    expressions_.emplace(std::move(expressions), host.dictionary(), max_gap_ms_,
                         options.durationMs("stale_after"));
}

void Derive::process(const Batch& batch, Output& output) {
  notePresent(batch);
  {
    const std::lock_guard lock(mutex_);
    merge_.take(batch);
  }
  if (merge_.untouched()) {
    pass(batch, output);
    output.forward(batch);
    return;
  }
  for (const Merge::Filling& each : merge_.filling()) forgetLate(each);
  for (const pv_batch& each : merge_.parts()) {
    pass(Batch(each), output);
    send(Batch(each), output);
  }
}

void Derive::notePresent(const Batch& batch) {
  if (std::ranges::none_of(batch.changes(), takesStatusBack)) return;
  const auto* pipeline = static_cast<const pv_pipeline*>(host_.extension(PV_PIPELINE));
  if (pipeline == nullptr) return;
  std::vector<std::string> ids;
  pipeline->read(host_.raw().self, &ids, [](void* context, const pv_pipeline_status* status) {
    for (const pv_component_status& each :
         SizedSpan<pv_component_status>(status->components, status->component_count))
      static_cast<std::vector<std::string>*>(context)->push_back(str(each.id));
  });
  if (ids.empty()) return;
  const std::lock_guard lock(mutex_);
  merge_.setPresent(ids);
}

const void* Derive::service(std::string_view name) { return serviceNamed(name); }

std::vector<ProvenanceWord> Derive::provenance(EntityId entity) const {
  return merged(
      [&](const Merge& merge) { return provenanceOf(merge, host_.dictionary(), entity); });
}

void Derive::pass(const Batch& batch, Output& output) {
  compute(batch);
  tell(batch, output);
  if (totals_) {
    totals_->take(batch, derived_, host_.steadyMs());
    if (batch.endOfCycle()) tellTotals(batch.component(), output);
  }
  if (!expressions_) return;
  if (batch.endOfCycle()) expressions_->endCycle(host_.steadyMs());
  reportExpressions();
}

void Derive::reportExpressions() {
  const auto why = expressions_->news();
  if (!why) return;
  if (why->empty())
    host_.running();
  else
    host_.degraded(*why);
}

// As forward does of a batch that came: it has the name of this component.
void Derive::send(const Batch& batch, Output& output) {
  Draft draft = output.like(batch);
  for (const pv_entity_change& each : batch.changes()) draft.change(each);
  if (output.wants(PV_EVENTS))
    for (const pv_event& each : batch.events()) draft.event(each);
  if (output.wants(PV_EXCHANGES))
    for (const pv_exchange& each : batch.exchanges()) draft.exchange(each);
  output.push(std::move(draft));
}

// Totals are computed from as what came from a source is: their percentages follow.
void Derive::tellTotals(std::string_view component, Output& output) {
  totals_->endCycle(component, host_.steadyMs());
  while (const auto told = totals_->next()) {
    const DerivedColumns& totals = totals_->columns();
    Draft draft = output.begin(told->time_ms);
    if (told->announced != PV_NONE) draft.upsert(told->announced, {attribute("name", "all")});
    totals.copyTo(draft.samples(totals.size()));
    output.push(std::move(draft));
    const pv_batch raw = totals.batchAt(told->time_ms);
    compute(Batch(raw));
    tell(Batch(raw), output);
  }
}

void Derive::compute(const Batch& batch) {
  derived_.reset(batch.series().size());
  if (!batch.series().empty()) {
    sort(batch);
    makeRoom(live_);
    stepUptimes(batch);
    stepCounters(batch);
    computeShares(batch);
  }
  if (expressions_) expressions_->take(batch, derived_);
}

void Derive::tell(const Batch& batch, Output& output) const {
  const std::size_t expressed = expressions_ ? expressions_->columns().size() : 0;
  if (derived_.size() + expressed > 0) {
    Draft draft =
        output.begin(batch.timeMs(), batch.flags() & ~static_cast<std::uint32_t>(PV_END_OF_CYCLE));
    derived_.copyTo(draft.samples(derived_.size()));
    if (expressed > 0) expressions_->columns().copyTo(draft.samples(expressed));
    output.push(std::move(draft));
  }
  if (expressions_) tellCorrections(output);
}

void Derive::tellCorrections(Output& output) const {
  auto rest = expressions_->corrections();
  while (!rest.empty()) {
    const std::int64_t time_ms = rest.front().time_ms;
    Draft draft = output.begin(time_ms);
    for (; !rest.empty() && rest.front().time_ms == time_ms; rest = rest.subspan(1))
      draft.sample(rest.front().series, rest.front().derived.value, rest.front().derived.quality);
    output.push(std::move(draft));
  }
}

void Derive::makeRoom(Track& track) const {
  track.counters.resize(plan_.counters().size());
  track.uptimes.resize(plan_.entities());
}

void Derive::forgetLate(const Merge::Filling& gap) {
  const Slot slot = plan_.slot(gap.series);
  const auto forget = [&](auto& late) {
    if (slot.index < late.size() && late[slot.index].seenMs() < gap.after_ms) late[slot.index] = {};
  };
  if (slot.role == Role::kCounter) forget(late_.counters);
  if (slot.role == Role::kUptime) forget(late_.uptimes);
}

// Samples of one time have no order among themselves: a restart must be known before the counters
// are looked at, and a total before its percentage.
void Derive::sort(const Batch& batch) {
  touched_uptimes_.clear();
  touched_counters_.clear();
  touched_shares_.clear();
  const auto series = batch.series();
  for (std::size_t i = 0; i < series.size(); ++i) {
    const Slot slot = plan_.slot(series[i]);
    const Touched touched{static_cast<std::uint32_t>(i), slot.index};
    switch (slot.role) {
      case Role::kCounter:
        touched_counters_.push_back(touched);
        break;
      case Role::kUptime:
        touched_uptimes_.push_back(touched);
        break;
      case Role::kFraction:
        fraction(slot.index, batch, i);
        break;
      case Role::kUsed:
      case Role::kTotal: {
        if (slot.index >= shares_.size()) shares_.resize(plan_.shares().size());
        const Quality quality = qualityOf(batch.qualities()[i]);
        if (slot.role == Role::kTotal) {
          shares_[slot.index].total(batch.timeMs(), batch.values()[i], quality);
        } else {
          shares_[slot.index].used(batch.values()[i], quality);
          touched_shares_.push_back(touched);
        }
        break;
      }
      case Role::kUnlearned:
      case Role::kPassed:
        break;
    }
  }
}

void Derive::fraction(std::uint32_t index, const Batch& batch, std::size_t sample) {
  const double ratio = batch.values()[sample];
  const Quality quality = qualityOf(batch.qualities()[sample]);
  const Derived percent = usable(ratio, quality) ? Derived{ratio * 100.0, quality} : kUnknownValue;
  add(fractions_told_, index, plan_.fractions()[index], batch, percent);
}

// What fills the gap of an outage is newer than all that its own series has seen, and goes on from
// there, however far other series are.
Derive::Track& Derive::trackOf(const Batch& batch, std::int64_t seen_ms) {
  if (!batch.backfill() || batch.timeMs() >= seen_ms) return live_;
  makeRoom(late_);
  return late_;
}

void Derive::stepUptimes(const Batch& batch) {
  for (const Touched& each : touched_uptimes_) {
    Track& track = trackOf(batch, live_.uptimes[each.index].seenMs());
    Uptime& uptime = track.uptimes[each.index];
    const Quality quality = qualityOf(batch.qualities()[each.sample]);
    if (quality == Quality::kEstimated && uptime.timed()) {
      makeRoom(late_);
      late_.uptimes[each.index] = uptime;
    }
    uptime.step(batch.timeMs(), batch.values()[each.sample], quality, !batch.backfill());
  }
}

void Derive::stepCounters(const Batch& batch) {
  for (const Touched& each : touched_counters_) {
    const Plan::Target& target = plan_.counters()[each.index];
    Track& track = trackOf(batch, live_.counters[each.index].seenMs());
    const CounterSample sample{.time_ms = batch.timeMs(),
                               .value = batch.values()[each.sample],
                               .quality = qualityOf(batch.qualities()[each.sample]),
                               .restarts = track.uptimes[target.entity].restarts(),
                               .live = !batch.backfill()};
    Counter& counter = track.counters[each.index];
    if (sample.quality != Quality::kLive && counter.timed()) {
      makeRoom(late_);
      late_.counters[each.index] = counter;
    }
    if (const auto rate = counter.step(sample, max_gap_ms_)) derived_.add(target.series, *rate);
  }
}

void Derive::computeShares(const Batch& batch) {
  for (const Touched& each : touched_shares_) {
    const Share& share = shares_[each.index];
    const Plan::Target& target = plan_.shares()[each.index];
    if (target.absent_when_zero && share.totalIsZero()) continue;
    const bool of_something_else = target.within_total && share.exceedsTotal();
    add(shares_told_, each.index, target, batch,
        of_something_else ? kUnknownValue : share.percent(batch.timeMs(), max_gap_ms_));
  }
}

// Unknown is told once, when it begins. What comes late says nothing about now, unless it is newer
// than all that was told.
void Derive::add(std::vector<Told>& told, std::uint32_t index, const Plan::Target& target,
                 const Batch& batch, Derived derived) {
  if (index >= told.size()) told.resize(std::size_t{index} + 1);
  Told& newest = told[index];
  const bool unknown = derived.quality == Quality::kUnknown;
  if (!batch.backfill() && unknown && newest.unknown) return;
  if (!batch.backfill() || batch.timeMs() > newest.time_ms) newest = {batch.timeMs(), unknown};
  derived_.add(target.series, derived);
}

}  // namespace pipevane::derive

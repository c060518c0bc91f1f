#include "plugins/derive/merge/told_series.h"

#include <algorithm>
#include <cmath>

namespace pipevane::derive {

using Kind = ToldSeries::Verdict::Kind;

// A list's figures may be newer than those of the source's own times, and of other series.
ToldSeries::ToldSeries(const Teller& first, bool estimated, std::int64_t since_ms)
    : cycles_(since_ms, first.timed_ms), newest_{.component = first.component} {
  const bool timed = first.timed_ms != kLongAgo && !estimated;
  newest_.quality = timed ? Quality::kLive : Quality::kEstimated;
  newest_.time_ms = timed ? first.timed_ms : first.estimated_ms;
  said_[0] = newest_;
}

ToldSeries::Verdict ToldSeries::hear(const Said& said, bool beside_values, bool backfill) {
  Said& own = of(said.component);
  if (said.empty() && !beside_values) return doubt(own, said);
  const bool followed = !backfill && setBack(own, said);
  if (said.time_ms > own.time_ms || followed) own = said;
  // What a host sees of a guest is an estimate, of the same time as the rest.
  const bool timed = said.quality != Quality::kEstimated || beside_values;
  if (!timed && knownBeside(said.component, said.time_ms - kStandsMs, true))
    return Verdict::drop(Dropped::kEstimated);
  if (said.time_ms > newest_.time_ms) return step(said, timed);
  return followed ? older(said, timed) : late(said, timed, backfill);
}

ToldSeries::Said& ToldSeries::of(ComponentIndex component) {
  const auto end = said_.begin() + count_;
  const auto known = std::find_if(
      said_.begin(), end, [component](const Said& each) { return each.component == component; });
  if (known != end) return *known;
  Said& made = count_ < kMostTellers ? said_[count_++]
                                     : *std::ranges::min_element(said_, {}, &Said::time_ms);
  made = {.component = component};
  return made;
}

bool ToldSeries::knownBeside(ComponentIndex component, std::int64_t since_ms, bool timed) const {
  return std::ranges::any_of(all(), [=](const Said& each) {
    if (each.component == component || each.time_ms < since_ms) return false;
    // What the first one said before has no value here.
    if (each.quality == Quality::kUnknown || each.quality == Quality::kStale) return false;
    return !timed || each.quality != Quality::kEstimated;
  });
}

// Whether it is followed, as its component's clock was set back.
bool ToldSeries::setBack(const Said& own, const Said& said) {
  const std::int64_t behind_ms = own.time_ms - said.time_ms;
  if (behind_ms > kBeatMs) ahead_ms_ = own.time_ms;
  if (behind_ms <= kSetBackMs || newest_.time_ms - said.time_ms <= kSetBackMs)
    return late_ > 0 && followed_.component == said.component;
  if (followed_.component == said.component) late_ = 0;
  return true;
}

// Its component knows nothing any more. As long as another one does, that is no news of the value;
// else what was told last is old, whatever its component would have told.
ToldSeries::Verdict ToldSeries::doubt(Said& own, const Said& said) {
  own.quality = said.quality;
  // Its own newest figures may be of a clock that was ahead, and another one may follow already.
  if (late_ > 0 && followed_.component != said.component) return Verdict::drop(Dropped::kDoubted);
  if (late_ > 0) moveTo(followed_);
  if (knownBeside(said.component, std::min(said.time_ms, newest_.time_ms) - kStandsMs, false))
    return Verdict::drop(Dropped::kDoubted);
  const bool later = said.time_ms > newest_.time_ms;
  const std::int64_t time_ms = later ? said.time_ms : newest_.time_ms + 1;
  Said told{.component = said.component, .time_ms = time_ms};
  if (said.quality == Quality::kStale)
    told.value = !std::isnan(newest_.value) || !later ? newest_.value : said.value;
  if (!std::isnan(told.value)) told.quality = Quality::kStale;
  newest_ = told;
  const bool as_it_came = later && (told.value == said.value || std::isnan(said.value));
  return {.kind = as_it_came ? Kind::kTake : Kind::kTakeNow};
}

ToldSeries::Verdict ToldSeries::step(const Said& said, bool timed) {
  if (newest_.component != said.component &&
      said.time_ms - newest_.time_ms < ToldCycles::kSameCycleMs &&
      knownBeside(said.component, said.time_ms - ToldCycles::kSameCycleMs,
                  said.quality != Quality::kEstimated))
    return Verdict::drop(Dropped::kDoubled);
  moveTo(said);
  if (timed) cycles_.tell(said.time_ms);
  // Whole seconds are for what was measured then, and may come yet: no time is told twice.
  if (timed || said.time_ms % 1000 != 0) return {.kind = Kind::kTake};
  ++newest_.time_ms;
  return {.kind = Kind::kTakeNow};
}

// It goes on where nothing was told at its time. Estimates tell nothing of what was measured.
ToldSeries::Verdict ToldSeries::late(const Said& said, bool timed, bool backfill) {
  const bool of_the_past = backfill || said.time_ms > ahead_ms_;
  if (timed && of_the_past && cycles_.misses(said.time_ms)) {
    const std::int64_t after_ms = cycles_.toldBefore(said.time_ms);
    cycles_.tell(said.time_ms);
    return {.kind = Kind::kFill, .after_ms = after_ms};
  }
  const bool near = newest_.time_ms - said.time_ms < ToldCycles::kSameCycleMs;
  return Verdict::drop(near ? Dropped::kDoubled : Dropped::kLate);
}

// From a clock that was set back. Who reads samples has a rule of its own for that, and follows.
ToldSeries::Verdict ToldSeries::older(const Said& said, bool timed) {
  if (said.time_ms <= followed_.time_ms && late_ > 0) return Verdict::drop(Dropped::kDoubled);
  followed_ = said;
  if (timed) cycles_.tell(said.time_ms);
  if (++late_ >= kSetBackTimes) {
    cycles_.beginAt(said.time_ms);
    ahead_ms_ = kLongAgo;
    moveTo(said);
  }
  return {.kind = Kind::kTake};
}

void ToldSeries::leaveBehind(ComponentIndex component, std::int64_t until_ms) {
  for (Said& each : std::span(said_.data(), count_))
    if (each.component == component) each.time_ms = std::min(each.time_ms, until_ms);
  if (newest_.component != component || newest_.time_ms <= until_ms) return;
  newest_.time_ms = until_ms;
  cycles_.beginAt(until_ms);
  ahead_ms_ = kLongAgo;
  late_ = 0;
}

void ToldSeries::moveTo(const Said& said) {
  newest_ = said;
  late_ = 0;
}

std::optional<ToldSeries::Said> ToldSeries::takeBack() {
  const std::span all(said_.data(), count_);
  const auto empty = [](const Said& each) {
    return each.quality == Quality::kUnknown || each.quality == Quality::kStale;
  };
  if (late_ > 0) moveTo(followed_);
  if (empty(of(newest_.component)) || std::ranges::none_of(all, empty)) return std::nullopt;
  for (Said& each : all) each.quality = Quality::kUnknown;
  newest_ = {.component = newest_.component, .time_ms = newest_.time_ms + 1};
  return newest_;
}

}  // namespace pipevane::derive

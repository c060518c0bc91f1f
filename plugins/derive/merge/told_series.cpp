#include "plugins/derive/merge/told_series.h"

#include <algorithm>
#include <utility>

namespace pipevane::derive {

using Kind = ToldSeries::Verdict::Kind;

// A list's figures may be newer than those of the source's own times, and of other series.
ToldSeries::ToldSeries(const Teller& first)
    : newest_ms_(first.timed_ms != kLongAgo ? first.timed_ms : first.newest_ms),
      timed_ms_(first.timed_ms),
      newest_by_(first.component) {
  said_[0] = {.component = first.component,
              .quality = first.timed_ms != kLongAgo ? Quality::kLive : Quality::kEstimated,
              .time_ms = newest_ms_};
  // What is older than all that it told is missing.
  stretches_[0] = Stretch::between(kLongAgo, first.first_ms);
}

ToldSeries::Verdict ToldSeries::hear(const Said& said, bool beside_values, bool backfill) {
  Said& own = of(said.component);
  if (said.empty() && !beside_values) return doubt(own, said);
  const bool set_back = !backfill && own.time_ms - said.time_ms > kSetBackMs;
  if (said.time_ms > own.time_ms || set_back) own = said;
  if (said.quality == Quality::kEstimated &&
      knownBeside(said.component, said.time_ms - kStandsMs, true))
    return Verdict::drop(Dropped::kEstimated);
  // What a host sees of a guest is an estimate, of the same time as the rest.
  const bool timed = said.quality != Quality::kEstimated || beside_values;
  if (said.time_ms > newest_ms_) return step(said, timed);
  const bool goes_on = late_ > 0 && said.component == late_by_;
  const bool far = newest_ms_ - said.time_ms > kSetBackMs;
  return late(said, timed, far && !backfill && (set_back || goes_on));
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

// Its component knows nothing any more. As long as another one does, that is no news of the value.
ToldSeries::Verdict ToldSeries::doubt(Said& own, const Said& said) {
  own.quality = said.quality;
  // Its own newest figures may be of a clock that was ahead, and another one may follow already.
  if (late_ > 0 && late_by_ != said.component) return Verdict::drop(Dropped::kDoubted);
  if (knownBeside(said.component, std::min(said.time_ms, newest_ms_) - kStandsMs, false))
    return Verdict::drop(Dropped::kDoubted);
  newest_by_ = said.component;
  if (said.time_ms <= newest_ms_) {
    ++newest_ms_;
    return {.kind = Kind::kTakeNow};
  }
  newest_ms_ = said.time_ms;
  return {.kind = Kind::kTake};
}

ToldSeries::Verdict ToldSeries::step(const Said& said, bool timed) {
  if (newest_by_ != said.component && said.time_ms - newest_ms_ < kSameCycleMs &&
      knownBeside(said.component, newest_ms_, said.quality != Quality::kEstimated))
    return Verdict::drop(Dropped::kDoubled);
  if (timed)
    noteTimed(said.time_ms);
  else
    estimated_ms_ = said.time_ms;
  moveTo(said);
  return {.kind = Kind::kTake};
}

// What was told since the one before, and was not measured, ends no stretch.
void ToldSeries::noteTimed(std::int64_t time_ms) {
  filling_ = false;
  const std::int64_t before_ms = std::exchange(timed_ms_, time_ms);
  if (before_ms == kLongAgo || time_ms - before_ms <= kBeatMs) return;
  const Stretch made = Stretch::between(before_ms, time_ms);
  Stretch& shortest = *std::ranges::min_element(
      stretches_, {}, [time_ms](const Stretch& each) { return each.lengthAt(time_ms); });
  if (made.length_ms > shortest.lengthAt(time_ms)) shortest = made;
}

ToldSeries::Verdict ToldSeries::late(const Said& said, bool timed, bool set_back) {
  if (set_back) return older(said);
  // Only estimates were told since.
  if (timed && said.time_ms - timed_ms_ >= kSameCycleMs && said.time_ms != estimated_ms_) {
    Verdict fill{.kind = Kind::kFill};
    if (!filling_) fill.after_ms = timed_ms_;
    noteTimed(said.time_ms);
    filling_ = true;
    return fill;
  }
  const auto stretch = std::ranges::find_if(stretches_, [&said](const Stretch& each) {
    return said.time_ms - each.fromMs() >= kSameCycleMs &&
           each.until_ms - said.time_ms >= kSameCycleMs;
  });
  if (stretch == stretches_.end())
    return Verdict::drop(newest_ms_ - said.time_ms < kSameCycleMs ? Dropped::kDoubled
                                                                  : Dropped::kLate);
  Verdict fill{.kind = Kind::kFill};
  if (!std::exchange(stretch->begun, true)) fill.after_ms = stretch->fromMs();
  stretch->length_ms = static_cast<std::uint32_t>(stretch->until_ms - said.time_ms);
  return fill;
}

// From a clock that was set back. Who reads samples has a rule of its own for that, and follows.
ToldSeries::Verdict ToldSeries::older(const Said& said) {
  if (said.time_ms <= late_ms_ && late_ > 0) return Verdict::drop(Dropped::kDoubled);
  late_ms_ = said.time_ms;
  late_by_ = said.component;
  if (++late_ >= kSetBackTimes) {
    stretches_.fill({});
    timed_ms_ = said.time_ms;
    moveTo(said);
  }
  return {.kind = Kind::kTake};
}

void ToldSeries::moveTo(const Said& said) {
  newest_ms_ = said.time_ms;
  newest_by_ = said.component;
  late_ = 0;
}

std::optional<ToldSeries::Said> ToldSeries::takeBack() {
  const std::span all(said_.data(), count_);
  const auto empty = [](const Said& each) {
    return each.quality == Quality::kUnknown || each.quality == Quality::kStale;
  };
  if (empty(of(newest_by_)) || std::ranges::none_of(all, empty)) return std::nullopt;
  for (Said& each : all) each.quality = Quality::kUnknown;
  ++newest_ms_;
  return now();
}

}  // namespace pipevane::derive

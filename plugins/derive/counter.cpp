#include "plugins/derive/counter.h"

namespace pipevane::derive {

std::optional<Derived> Counter::step(const CounterSample& sample, std::int64_t max_gap_ms) {
  if (sample.time_ms <= seen_ms_ && !setBack(sample)) return std::nullopt;
  late_ = 0;
  seen_ms_ = sample.time_ms;
  if (!usable(sample.value, sample.quality)) return lose();
  if (sample.quality == Quality::kStale || sample.quality == Quality::kHeld)
    return repeat(sample.quality);
  const bool estimated = sample.quality == Quality::kEstimated;
  if (!has_baseline_ || sample.time_ms - time_ms_ > max_gap_ms) {
    restartFrom(sample, !estimated);
    return std::nullopt;
  }
  if (sample.value < value_ || sample.restarts != restarts_) {
    restartFrom(sample, true);
    return std::nullopt;
  }
  // A value has its estimated time up to a refresh after its true one: what lies between a time of
  // each kind is no length of time.
  if (estimated != estimated_) {
    restartFrom(sample, !estimated);
    return std::nullopt;
  }
  return estimated ? estimate(sample) : rate(sample);
}

// What was before is no baseline for what comes.
bool Counter::setBack(const CounterSample& sample) {
  if (!sample.live || sample.time_ms == seen_ms_ || ++late_ < kSetBackAfter) return false;
  has_baseline_ = false;
  return true;
}

std::optional<Derived> Counter::lose() {
  has_baseline_ = false;
  has_rate_ = false;
  if (told_unknown_) return std::nullopt;
  told_unknown_ = true;
  return kUnknownValue;
}

// The baseline stays: what comes next is spread over the whole time since.
std::optional<Derived> Counter::repeat(Quality quality) const {
  if (!has_rate_) return std::nullopt;
  return Derived{rate_, quality};
}

std::optional<Derived> Counter::estimate(const CounterSample& sample) {
  const std::int64_t elapsed_ms = sample.time_ms - time_ms_;
  if (sample.value == value_) {
    if (elapsed_ms < kHoldMs) return repeat(Quality::kHeld);
    // It stands still. The value seen may be one refresh old, so that much of the time is kept:
    // the first bytes after a rest are not squeezed into the last moment.
    const std::optional<Derived> still = rate(sample);
    time_ms_ -= kSourceRefreshMs;
    return still;
  }
  if (!change_seen_ && elapsed_ms < kSourceRefreshMs) {
    // The first look fell somewhere within a refresh: this change tells when the next one counts
    // from, and nothing about how long it took.
    restartFrom(sample, true);
    return std::nullopt;
  }
  return rate(sample);
}

std::optional<Derived> Counter::rate(const CounterSample& sample) {
  const double seconds = static_cast<double>(sample.time_ms - time_ms_) / 1000.0;
  rate_ = (sample.value - value_) / seconds;
  has_rate_ = true;
  change_seen_ = true;
  told_unknown_ = false;
  moveTo(sample);
  return Derived{rate_, sample.quality};
}

void Counter::restartFrom(const CounterSample& sample, bool change_seen) {
  has_baseline_ = true;
  has_rate_ = false;
  change_seen_ = change_seen;
  moveTo(sample);
}

void Counter::moveTo(const CounterSample& sample) {
  value_ = sample.value;
  time_ms_ = sample.time_ms;
  restarts_ = sample.restarts;
  estimated_ = sample.quality == Quality::kEstimated;
}

}  // namespace pipevane::derive

// One counter series: from its samples to its rate per second.
#pragma once

#include "plugins/derive/quality.h"

#include <cstdint>
#include <limits>
#include <optional>

namespace pipevane::derive {

struct CounterSample {
  std::int64_t time_ms;
  double value;
  Quality quality;
  std::uint32_t restarts;  // of the entity, as far as its uptime tells
  bool live = true;        // no backfill
};

// A source without times of its own (quality `estimated`) repeats a value until its next refresh.
// Proxmox VE refreshes every 10 s and now and then skips a beat or two, so only a value that stays
// for longer than 30 s stands still.
inline constexpr std::int64_t kSourceRefreshMs = 10'000;
inline constexpr std::int64_t kHoldMs = 30'000;
// So many samples in a row with older times than the one before.
inline constexpr int kSetBackAfter = 3;

class Counter {
 public:
  // The rate that the sample completes. Nothing where there is none to tell: the first sample, a
  // reset, a gap longer than `max_gap_ms`, a time that was seen already, times of two clocks. So
  // many live ones in a row with older times come from a clock that was set back, and go on there.
  // Unknown is told once.
  std::optional<Derived> step(const CounterSample& sample, std::int64_t max_gap_ms);
  std::int64_t seenMs() const { return seen_ms_; }
  // What it counts from has the source's own time.
  bool timed() const { return has_baseline_ && !estimated_; }

 private:
  bool setBack(const CounterSample& sample);
  std::optional<Derived> lose();
  std::optional<Derived> repeat(Quality quality) const;
  std::optional<Derived> estimate(const CounterSample& sample);
  std::optional<Derived> rate(const CounterSample& sample);
  void restartFrom(const CounterSample& sample, bool change_seen);
  void moveTo(const CounterSample& sample);

  double value_ = 0;          // of the baseline
  std::int64_t time_ms_ = 0;  // of the baseline
  std::int64_t seen_ms_ = std::numeric_limits<std::int64_t>::min();
  double rate_ = 0;
  std::uint32_t restarts_ = 0;
  bool has_baseline_ = false;
  bool estimated_ = false;  // the baseline's time is one of looking, not the source's own
  bool has_rate_ = false;
  bool change_seen_ = false;  // the baseline's time is that of a change, not of a first look
  bool told_unknown_ = false;
  int late_ = 0;  // so many in a row
};

}  // namespace pipevane::derive

// What a rate says that was counted since a beginning, beside what really was.
#pragma once

#include "tests/end_to_end/recorded/true_counters.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

namespace pipevane::testing {

// The truth is known at moments ten seconds apart and a source's stamp is a whole second within
// which the figure was read. So what is counted up to a stamp is at least what it was at the last
// moment before that second, and at most what it was at the first one behind it, as no counter goes
// back. One step is known no better than to its double; over a whole run of steps that stays the
// same amount, so that the longer the run, the sharper is the comparison.
class Total {
 public:
  static constexpr std::int64_t kStampMs = 1000;

  struct Bounds {
    double low = 0, high = 0;
    int life = 0;
    bool known = false;
  };
  static Bounds at(const TrueCounters& truth, const std::string& vmid, std::int64_t time_ms,
                   TrueFigure figure) {
    const auto begin = truth.around(vmid, time_ms);
    const auto end = truth.around(vmid, time_ms + kStampMs);
    if (begin.empty() || end.empty() || begin[0].life != end[1].life) return {};
    return {begin[0].of(figure), end[1].of(figure), end[1].life, true};
  }

  Total() = default;
  Total(std::int64_t begin_ms, const Bounds& begin) : end_ms_(begin_ms), begin_(begin) {}

  // True where a step from that time on continues it.
  bool continues(std::int64_t from_ms, const Bounds& to) const {
    return begin_.known && from_ms == end_ms_ && to.life == begin_.life;
  }
  void add(std::int64_t to_ms, double rate) {
    const double seconds = static_cast<double>(to_ms - end_ms_) / 1000;
    sum_ += rate * seconds;
    // A server that divides by its own clock's difference: each step is up to a second longer or
    // shorter than the stamps say. What one gets the next one lacks, so that only what the rate
    // changed from one to the next remains of it, and that of both ends.
    changes_ += std::abs(rate - (steps_ == 0 ? rate : last_rate_));
    largest_ = std::max(largest_, rate);
    last_rate_ = rate;
    end_ms_ = to_ms;
    ++steps_;
  }
  double sum() const { return sum_; }
  double low(const Bounds& end) const { return end.low - begin_.high; }
  double high(const Bounds& end) const { return end.high - begin_.low; }
  // Of a rate that the server divided.
  double uncertain() const { return (changes_ + largest_) * kStampMs / 1000; }

 private:
  std::int64_t end_ms_ = 0;
  Bounds begin_;
  double sum_ = 0, changes_ = 0, largest_ = 0, last_rate_ = 0;
  int steps_ = 0;
};

}  // namespace pipevane::testing

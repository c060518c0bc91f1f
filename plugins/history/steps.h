// From stored samples to the points of an answer: as they are, or one for each step that holds any.
#pragma once

#include "plugins/history/bucket.h"
#include "plugins/history/growth.h"
#include "plugins/history/point.h"
#include "plugins/history/summary.h"

#include <pipevane/history.h>

#include <cstddef>
#include <span>
#include <vector>

namespace pipevane::history {

// Columns of one length.
struct Answer {
  std::int64_t step_ms = 0;
  std::vector<std::int64_t> times_ms;
  std::vector<double> values, minimums, maximums;
  std::vector<std::uint8_t> qualities;
  // Of combined series: how many are in each.
  std::vector<std::uint32_t> counts;
  // Where they differ: the length of each one's step, and which are an archive's.
  std::vector<std::int64_t> steps_ms;
  std::vector<pv_archived_span> spans;
  // The longest minute or hour that each one is made of, 0: samples; empty: all are.
  std::vector<std::int64_t> tiers_ms;

  // So many of the first ones are.
  std::size_t archived() const {
    return spans.empty() || spans.front().first > 0 ? 0 : spans.front().count;
  }
  void clear();
  void removeLast();
  // Those of which `tiers_ms` is not 0.
  std::vector<pv_tier_span> tierSpans() const;
  void add(std::int64_t time_ms, double value, double minimum, double maximum,
           std::uint8_t quality);
};

struct Range {
  std::int64_t from_ms, to_ms;  // [from, to)
};

// The number of the step that a time is in; steps begin at multiples of their length since the
// epoch.
std::int64_t stepOf(std::int64_t time_ms, std::int64_t step_ms);

// The step asked for, widened until no more than `max_points` steps touch the range (0: any
// number). Steps begin at its multiples since the epoch, so that they stay when the range moves on.
std::int64_t widenedStep(std::int64_t step_ms, Range range, std::size_t max_points);

// Steps out of points that come part by part, in ascending time. A step's value is computed from
// its known samples, and is NaN where it has none. Of rates what is before `from_ms` is what the
// first growth counts from.
class StepSummary {
 public:
  // Replaces `answer`, which outlives this; a step of 0 is one of each sample.
  StepSummary(std::int64_t from_ms, std::int64_t step_ms, std::int32_t aggregate, Answer& answer);
  void add(std::span<const Point> points);
  // Tells the last step. Nothing comes behind it.
  void finish();

 private:
  void begin(std::int64_t time_ms);

  const std::int64_t from_ms_, step_ms_;
  const std::int32_t aggregate_;
  Answer& answer_;
  Growth growth_;
  Bucket bucket_;
  bool begun_ = false;
  std::int64_t begin_ms_ = 0, last_ms_ = 0;  // of the step
};

// Replaces `answer`. `points` are in ascending time; a step of 0 means as they are.
void summarise(std::span<const Point> points, std::int64_t step_ms, std::int32_t aggregate,
               Answer& answer);
// The same of what is no longer than the step.
void summarise(std::span<const Summary> all, std::int64_t step_ms, std::int32_t aggregate,
               Answer& answer);

// The same of what a counter grew by, in a second, from `from_ms` on: what is before that is what
// the first growth counts from. A step of 0 means from each sample to the next.
void summariseGrowth(std::span<const Point> points, std::int64_t from_ms, std::int64_t step_ms,
                     Answer& answer);

}  // namespace pipevane::history

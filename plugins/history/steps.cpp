#include "plugins/history/steps.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace pipevane::history {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

std::uint64_t stepsIn(Range range, std::int64_t step_ms) {
  return static_cast<std::uint64_t>(stepOf(range.to_ms - 1, step_ms)) -
         static_cast<std::uint64_t>(stepOf(range.from_ms, step_ms)) + 1;
}

std::int64_t roundedUp(std::uint64_t value, std::int64_t unit) {
  const auto by = static_cast<std::uint64_t>(unit);
  const std::uint64_t rounded = (value + by - 1) / by * by;
  constexpr std::uint64_t kMost = std::numeric_limits<std::int64_t>::max();
  return static_cast<std::int64_t>(std::min(rounded, kMost));
}

void tell(const Bucket& bucket, std::int64_t time_ms, std::int32_t aggregate, Answer& answer) {
  if (!bucket.known())
    answer.add(time_ms, kNaN, kNaN, kNaN, PV_UNKNOWN);
  else
    answer.add(time_ms, bucket.value(aggregate), bucket.least(), bucket.most(), bucket.quality());
}

}  // namespace

std::int64_t stepOf(std::int64_t time_ms, std::int64_t step_ms) {
  const std::int64_t number = time_ms / step_ms;
  return time_ms % step_ms < 0 ? number - 1 : number;
}

void Answer::clear() {
  times_ms.clear();
  values.clear();
  minimums.clear();
  maximums.clear();
  qualities.clear();
  counts.clear();
  steps_ms.clear();
  spans.clear();
  tiers_ms.clear();
}

void Answer::removeLast() {
  times_ms.pop_back();
  values.pop_back();
  minimums.pop_back();
  maximums.pop_back();
  qualities.pop_back();
  steps_ms.pop_back();
  tiers_ms.pop_back();
}

std::vector<pv_tier_span> Answer::tierSpans() const {
  std::vector<pv_tier_span> all;
  for (std::size_t i = 0; i < tiers_ms.size(); ++i) {
    if (tiers_ms[i] == 0) continue;
    if (i > 0 && tiers_ms[i] == tiers_ms[i - 1])
      ++all.back().count;
    else
      all.push_back({i, 1, tiers_ms[i]});
  }
  return all;
}

void Answer::add(std::int64_t time_ms, double value, double minimum, double maximum,
                 std::uint8_t quality) {
  times_ms.push_back(time_ms);
  values.push_back(value);
  minimums.push_back(minimum);
  maximums.push_back(maximum);
  qualities.push_back(quality);
}

std::int64_t widenedStep(std::int64_t step_ms, Range range, std::size_t max_points) {
  if (max_points == 0 || range.to_ms <= range.from_ms) return step_ms;
  const std::int64_t unit = std::max<std::int64_t>(step_ms, 1);
  if (stepsIn(range, unit) <= max_points) return unit;
  const auto length =
      static_cast<std::uint64_t>(range.to_ms) - static_cast<std::uint64_t>(range.from_ms);
  std::int64_t step = roundedUp(length / max_points + 1, unit);
  // A range that begins within a step touches one more.
  while (stepsIn(range, step) > max_points) {
    if (step > std::numeric_limits<std::int64_t>::max() / 2) break;
    step = max_points == 1 ? step * 2 : step + unit * std::max<std::int64_t>(1, step / unit / 64);
  }
  return step;
}

StepSummary::StepSummary(std::int64_t from_ms, std::int64_t step_ms, std::int32_t aggregate,
                         Answer& answer)
    : from_ms_(from_ms),
      step_ms_(std::max<std::int64_t>(step_ms, 1)),
      aggregate_(aggregate),
      answer_(answer) {
  answer_.clear();
  answer_.step_ms = step_ms;
}

void StepSummary::add(std::span<const Point> points) {
  for (const Point& point : points) {
    if (point.time_ms < from_ms_) {
      Bucket before;
      growth_.addTo(before, point);
      continue;
    }
    if (!begun_ || point.time_ms > last_ms_) begin(point.time_ms);
    if (aggregate_ == PV_RATE)
      growth_.addTo(bucket_, point);
    else
      bucket_.add(point.value, point.quality);
  }
}

void StepSummary::begin(std::int64_t time_ms) {
  finish();
  begun_ = true;
  bucket_ = {};
  begin_ms_ = stepOf(time_ms, step_ms_) * step_ms_;
  // Its end may lie beyond the last time there is.
  last_ms_ = begin_ms_ + (step_ms_ - 1);
}

void StepSummary::finish() {
  if (begun_) tell(bucket_, begin_ms_, aggregate_, answer_);
}

void summarise(std::span<const Point> points, std::int64_t step_ms, std::int32_t aggregate,
               Answer& answer) {
  answer.clear();
  answer.step_ms = step_ms;
  if (step_ms == 0) {
    for (const Point& point : points)
      answer.add(point.time_ms, point.value, point.value, point.value, point.quality);
    return;
  }
  StepSummary summary(points.empty() ? 0 : points.front().time_ms, step_ms, aggregate, answer);
  summary.add(points);
  summary.finish();
}

void summarise(std::span<const Summary> all, std::int64_t step_ms, std::int32_t aggregate,
               Answer& answer) {
  answer.clear();
  answer.step_ms = step_ms;
  if (step_ms == 0) {
    for (const Summary& each : all)
      answer.add(each.begin_ms, each.average, each.least, each.most, each.quality);
    answer.tiers_ms.assign(all.size(), 0);
    return;
  }
  while (!all.empty()) {
    const std::int64_t number = stepOf(all.front().begin_ms, step_ms);
    Bucket bucket;
    std::int64_t tier_ms = 0;
    std::size_t count = 0;
    for (; count < all.size() && stepOf(all[count].begin_ms, step_ms) == number; ++count) {
      bucket.add(all[count]);
      tier_ms = std::max(tier_ms, all[count].step_ms);
    }
    tell(bucket, number * step_ms, aggregate, answer);
    answer.tiers_ms.push_back(tier_ms);
    all = all.subspan(count);
  }
}

void summariseGrowth(std::span<const Point> points, std::int64_t from_ms, std::int64_t step_ms,
                     Answer& answer) {
  StepSummary summary(from_ms, step_ms, PV_RATE, answer);
  summary.add(points);
  summary.finish();
}

}  // namespace pipevane::history

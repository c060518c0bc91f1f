#include "plugins/history/steps.h"

#include "plugins/history/bucket.h"
#include "plugins/history/growth.h"

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

// A bucket for each step that holds points; `add` puts one in.
template <class Add>
void eachStep(std::span<const Point> points, std::int64_t step_ms, std::int32_t aggregate,
              Answer& answer, Add add) {
  std::size_t i = 0;
  while (i < points.size()) {
    const std::int64_t number = stepOf(points[i].time_ms, step_ms);
    // Compared against the step's last millisecond: its end may lie beyond the last time there is.
    const std::int64_t last_ms = number * step_ms + (step_ms - 1);
    Bucket bucket;
    for (; i < points.size() && points[i].time_ms <= last_ms; ++i) add(bucket, points[i]);
    tell(bucket, number * step_ms, aggregate, answer);
  }
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
}

void Answer::removeLast() {
  times_ms.pop_back();
  values.pop_back();
  minimums.pop_back();
  maximums.pop_back();
  qualities.pop_back();
  steps_ms.pop_back();
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

void summarise(std::span<const Point> points, std::int64_t step_ms, std::int32_t aggregate,
               Answer& answer) {
  answer.clear();
  answer.step_ms = step_ms;
  if (step_ms == 0) {
    for (const Point& point : points)
      answer.add(point.time_ms, point.value, point.value, point.value, point.quality);
    return;
  }
  eachStep(points, step_ms, aggregate, answer,
           [](Bucket& bucket, const Point& point) { bucket.add(point.value, point.quality); });
}

void summariseGrowth(std::span<const Point> points, std::int64_t from_ms, std::int64_t step_ms,
                     Answer& answer) {
  answer.clear();
  answer.step_ms = step_ms;
  Growth growth;
  const auto begin = std::ranges::lower_bound(points, from_ms, {}, &Point::time_ms);
  Bucket before;
  std::for_each(points.begin(), begin, [&](const Point& point) { growth.addTo(before, point); });
  // A step of a millisecond has one sample.
  eachStep({begin, points.end()}, std::max<std::int64_t>(step_ms, 1), PV_RATE, answer,
           [&](Bucket& bucket, const Point& point) { growth.addTo(bucket, point); });
}

}  // namespace pipevane::history

#include "plugins/history/steps.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace pipevane::history {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

std::int64_t stepOf(std::int64_t time_ms, std::int64_t step_ms) {
  const std::int64_t number = time_ms / step_ms;
  return time_ms % step_ms < 0 ? number - 1 : number;
}

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

// The samples of one step, summed up.
class Bucket {
 public:
  void add(const Point& point) {
    const bool known = !std::isnan(point.value);
    if (known) {
      sum_ += point.value;
      least_ = count_ == 0 ? point.value : std::min(least_, point.value);
      most_ = count_ == 0 ? point.value : std::max(most_, point.value);
      quality_ = count_ == 0 ? point.quality : worse(quality_, point.quality);
      last_ = point.value;
      ++count_;
    }
  }
  void tell(std::int64_t time_ms, std::int32_t aggregate, Answer& answer) const {
    if (count_ == 0)
      answer.add(time_ms, kNaN, kNaN, kNaN, PV_UNKNOWN);
    else
      answer.add(time_ms, value(aggregate), least_, most_, quality_);
  }

 private:
  double value(std::int32_t aggregate) const {
    switch (aggregate) {
      case PV_MINIMUM:
        return least_;
      case PV_MAXIMUM:
        return most_;
      case PV_LAST:
        return last_;
      default:
        return std::clamp(sum_ / static_cast<double>(count_), least_, most_);
    }
  }

  double sum_ = 0, least_ = 0, most_ = 0, last_ = 0;
  std::size_t count_ = 0;
  std::uint8_t quality_ = PV_LIVE;
};

}  // namespace

void Answer::clear() {
  times_ms.clear();
  values.clear();
  minimums.clear();
  maximums.clear();
  qualities.clear();
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
  std::size_t i = 0;
  while (i < points.size()) {
    const std::int64_t number = stepOf(points[i].time_ms, step_ms);
    // Compared against the step's last millisecond: its end may lie beyond the last time there is.
    const std::int64_t last_ms = number * step_ms + (step_ms - 1);
    Bucket bucket;
    for (; i < points.size() && points[i].time_ms <= last_ms; ++i) bucket.add(points[i]);
    bucket.tell(number * step_ms, aggregate, answer);
  }
}

}  // namespace pipevane::history

// What is told of a time of a series: one sample, or what became of several.
#pragma once

#include "plugins/history/point.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

namespace pipevane::history {

inline constexpr std::int64_t kMinuteMs = 60'000, kHourMs = 3'600'000;

// Of which minutes and hours can be told: whatever is added to it is a time as well.
constexpr bool isTierTime(std::int64_t time_ms) {
  constexpr std::int64_t kMost = std::int64_t{1} << 60U;
  return time_ms >= -kMost && time_ms <= kMost;
}

struct Summary {
  std::int64_t begin_ms = 0;
  std::int64_t step_ms = 0;  // how long that time is; 0: a sample
  // Of the known samples; NaN where there are none, though the series was told.
  double least = std::numeric_limits<double>::quiet_NaN();
  double most = std::numeric_limits<double>::quiet_NaN();
  double average = std::numeric_limits<double>::quiet_NaN();
  std::uint32_t count = 0;            // of them
  std::uint8_t quality = PV_UNKNOWN;  // the worst

  bool known() const { return count > 0; }

  static Summary of(const Point& point) {
    if (std::isnan(point.value)) return {.begin_ms = point.time_ms};
    return {point.time_ms, 0, point.value, point.value, point.value, 1, point.quality};
  }
  // Of the same time.
  void add(const Summary& other);
};

// One for each step that any of these begin in, ascending. They come in any order, and none is
// longer than a step. Those that are before the first step there is are left out.
std::vector<Summary> summed(std::vector<Summary> all, std::int64_t step_ms);

}  // namespace pipevane::history

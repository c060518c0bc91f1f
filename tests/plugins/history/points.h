// Samples as tests write them and compare them.
#pragma once

#include "plugins/history/point.h"

#include <bit>
#include <ostream>

namespace pipevane::history {

inline bool operator==(const Point& one, const Point& other) {
  return one.time_ms == other.time_ms && one.quality == other.quality &&
         std::bit_cast<std::uint64_t>(one.value) == std::bit_cast<std::uint64_t>(other.value);
}
inline std::ostream& operator<<(std::ostream& out, const Point& point) {
  return out << point.value << " at " << point.time_ms << " quality " << int{point.quality};
}

}  // namespace pipevane::history

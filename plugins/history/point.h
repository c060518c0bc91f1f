// One sample of a series as history works with it.
#pragma once

#include <pipevane/abi.h>

#include <cstdint>

namespace pipevane::history {

struct Point {
  std::int64_t time_ms;
  double value;
  std::uint8_t quality;
};

inline bool sameTime(const Point& one, const Point& other) { return one.time_ms == other.time_ms; }

// Live, held, estimated, stale, unknown: from the most to the least to be trusted.
inline std::uint8_t worse(std::uint8_t one, std::uint8_t other) {
  constexpr std::uint8_t kRank[] = {0, 3, 1, 2, 4};
  return kRank[one] < kRank[other] ? other : one;
}

}  // namespace pipevane::history

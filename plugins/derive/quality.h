// How far a sample can be trusted when something is computed from it.
#pragma once

#include <pipevane/batch.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace pipevane::derive {

// A value that something can be computed from: neither said to be unknown nor out of this world.
inline bool usable(double value, Quality quality) {
  return quality != Quality::kUnknown && std::isfinite(value);
}

// What is computed from two samples is as good as the worse of them.
inline Quality worse(Quality one, Quality other) {
  constexpr int kRank[] = {0, 3, 1, 2, 4};  // live, stale, held, estimated, unknown
  return kRank[static_cast<int>(one)] < kRank[static_cast<int>(other)] ? other : one;
}

// The contract's byte; whatever this engine does not know of counts as unknown.
inline Quality qualityOf(std::uint8_t raw) {
  return raw > PV_UNKNOWN ? Quality::kUnknown : static_cast<Quality>(raw);
}

struct Derived {
  double value;
  Quality quality;
};
inline constexpr Derived kUnknownValue{std::numeric_limits<double>::quiet_NaN(), Quality::kUnknown};

}  // namespace pipevane::derive

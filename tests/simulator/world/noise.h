// Numbers that look random and are the same in every run.
#pragma once

#include <cstdint>

namespace pipevane::simulator {

// A number from 0 to below 1 for these three, always the same one (splitmix64's finalizer).
inline double noise(std::uint64_t seed, std::uint64_t what, std::uint64_t when) {
  std::uint64_t bits = seed + 0x9E3779B97F4A7C15U * (what + 1) + 0xD1B54A32D192ED03U * (when + 1);
  bits = (bits ^ (bits >> 30U)) * 0xBF58476D1CE4E5B9U;
  bits = (bits ^ (bits >> 27U)) * 0x94D049BB133111EBU;
  bits ^= bits >> 31U;
  return static_cast<double>(bits >> 11U) * 0x1.0p-53;
}

}  // namespace pipevane::simulator

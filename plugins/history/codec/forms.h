// A value as a whole number, in the form that makes that one small: itself, with a decimal point at
// some place, or the bits that it is made of. All 64 bits of it come back.
#pragma once

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

namespace pipevane::history {

enum class NumberForm : std::uint8_t { kWhole, kDecimal, kBits };

inline constexpr double kMostExact =
    9007199254740992.0;  // 2^53: up to here a double counts exactly

// Exact up to here, so that a division by one is rounded once, as a text that is read is.
inline constexpr unsigned kMostPlaces = 22;
inline constexpr std::array<double, kMostPlaces + 1> kPowers = {
    1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
    1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

inline std::uint64_t bitsOf(double value) { return std::bit_cast<std::uint64_t>(value); }
inline bool sameBits(double one, double other) { return bitsOf(one) == bitsOf(other); }

// It is one, and told as a whole number of 64 bits it comes back as it was.
inline bool isWhole(double value) {
  return std::abs(value) <= kMostExact &&
         sameBits(static_cast<double>(static_cast<std::int64_t>(value)), value);
}

// The number that has its point at that place and is this value; false where there is none.
inline bool asDecimal(double value, unsigned places, std::int64_t& number) {
  const double scaled = value * kPowers[places];
  if (!(std::abs(scaled) <= kMostExact)) return false;
  number = std::llround(scaled);
  return sameBits(static_cast<double>(number) / kPowers[places], value);
}

// As a number that grows with the value, so that values close to each other are close.
inline std::int64_t orderedBits(double value) {
  const auto bits = static_cast<std::int64_t>(bitsOf(value));
  return bits ^ (bits >> 63 & std::numeric_limits<std::int64_t>::max());
}
inline double ofOrderedBits(std::int64_t bits) {
  return std::bit_cast<double>(bits ^ (bits >> 63 & std::numeric_limits<std::int64_t>::max()));
}

}  // namespace pipevane::history

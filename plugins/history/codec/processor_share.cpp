#include "plugins/history/codec/processor_share.h"

#include "plugins/history/codec/forms.h"

#include <array>
#include <cmath>
#include <cstddef>

namespace pipevane::history {
namespace {

constexpr double kStepsInSecond = 4194304;  // 2^22
constexpr double kMsInSecond = 1000;
// What fifteen digits, and the steps on the way to them, may take from a number, of it.
constexpr double kNear = 6e-15;
constexpr double kFifteenDigits = 1e14;  // and more, up to ten times that

// What a share can be is in these powers of two, and has no more than 22 places.
constexpr int kLeastPower = -26, kMostPower = 3;
// How many places make fifteen digits of the largest values of a power of two.
constexpr auto kPlacesOf = [] {
  std::array<std::uint8_t, kMostPower - kLeastPower> all{};
  double most = 8;
  for (std::size_t i = all.size(); i-- > 0; most /= 2) {
    std::uint8_t places = 13;
    while (most * kPowers[places] <= kFifteenDigits) ++places;
    all[i] = places;
  }
  return all;
}();

// Of what is less than one away.
std::int64_t nearest(double away) { return away > 0.5 ? 1 : away < -0.5 ? -1 : 0; }

// As %.15g writes it and strtod reads it, for what a share can be; anything else as it is.
inline double withFifteenDigits(double value) {
  const auto power = static_cast<int>(bitsOf(value) >> 52U) - 1023;
  if (power < kLeastPower || power >= kMostPower) return value;
  std::size_t places = kPlacesOf[static_cast<std::size_t>(power - kLeastPower)];
  // Without a branch: who knows which of the two it is.
  places += static_cast<std::size_t>(value * kPowers[places] < kFifteenDigits);
  const double scaled = value * kPowers[places];
  auto digits = static_cast<std::int64_t>(scaled + 0.5);
  const double away = scaled - static_cast<double>(digits);
  // The product itself is rounded, by so much of it at most: in the middle what it lost decides.
  constexpr double kLost = 1 / kMostExact;
  if (std::abs(away) >= 0.5 - scaled * kLost) [[unlikely]]
    digits += nearest(away + std::fma(value, kPowers[places], -scaled));
  return static_cast<double>(digits) / kPowers[places];
}

double stepsOf(double share, double processors) {
  return share * processors * (kMsInSecond / kStepsInSecond);
}

}  // namespace

double shareOf(std::int64_t work_ms, std::int64_t length, double processors) {
  // In this order, as each division rounds.
  const double there_is = static_cast<double>(length) * (kMsInSecond / kStepsInSecond);
  return withFifteenDigits(static_cast<double>(work_ms) / there_is / processors);
}

void sharesOf(std::span<const std::int64_t> works_ms, std::span<const std::int64_t> lengths,
              double processors, std::span<double> shares) {
  int power;
  // To divide by a power of two is to multiply, but for what becomes less than the least number.
  const bool even = std::frexp(processors, &power) == 0.5 && std::abs(power) < 64;
  const double by = 1 / processors;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    const double there_is = static_cast<double>(lengths[i]) * (kMsInSecond / kStepsInSecond);
    const double used = static_cast<double>(works_ms[i]) / there_is;
    shares[i] = withFifteenDigits(even ? used * by : used / processors);
  }
}

std::int64_t workOf(double share, std::int64_t length, double processors) {
  const double work_ms = stepsOf(share, processors) * static_cast<double>(length);
  return work_ms >= 0 && work_ms < kMostExact ? static_cast<std::int64_t>(work_ms + 0.5) : 0;
}

bool mayBeOf(double share, std::int64_t length, double processors) {
  const double work_ms = stepsOf(share, processors) * static_cast<double>(length);
  if (!(work_ms >= 0 && work_ms < kMostExact)) return false;
  const auto whole = static_cast<double>(static_cast<std::int64_t>(work_ms + 0.5));
  return std::abs(work_ms - whole) <= work_ms * kNear;
}

// Work by length is a fraction of two whole numbers. Those that come nearer and nearer to a share
// (its continued fraction) have it among them where the two are small enough that fifteen digits
// tell it from all others: none before it is as near as the digits are.
std::int64_t leastLengthOf(double share, double processors) {
  constexpr double kMostProduct = 4398046511104;  // 2^42: of others few are near with less
  const double fraction = stepsOf(share, processors);
  if (!(fraction > 1.0 / static_cast<double>(kLengthMost) && fraction < 1)) return 0;
  double work = 0, work_before = 1, length = 1, length_before = 0;
  for (double rest = fraction;;) {
    rest = 1 / rest;
    const double whole = std::floor(rest);
    const double next_work = whole * work + work_before;
    const double next_length = whole * length + length_before;
    work_before = work, length_before = length;
    work = next_work, length = next_length;
    if (work * length > kMostProduct || length > static_cast<double>(kLengthMost)) return 0;
    if (std::abs(work / length - fraction) <= fraction * kNear)
      return static_cast<std::int64_t>(length);
    rest -= whole;
    // It ends here: each step would have been the last one.
    if (rest <= 0) return 0;
  }
}

}  // namespace pipevane::history

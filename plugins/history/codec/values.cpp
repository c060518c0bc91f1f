#include "plugins/history/codec/values.h"

#include "plugins/history/codec/integers.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>

namespace pipevane::history {
namespace {

enum Form : std::uint64_t { kWhole, kDecimal, kBits };

constexpr unsigned kFormBits = 2, kPlacesBits = 5;
constexpr double kMostExact = 9007199254740992.0;  // 2^53: up to here a double counts exactly
constexpr std::uint64_t kUnknown =
    std::bit_cast<std::uint64_t>(std::numeric_limits<double>::quiet_NaN());

// Exact up to here, so that a division by one is rounded once, as a text that is read is.
constexpr unsigned kMostPlaces = 22;
constexpr std::array<double, kMostPlaces + 1> kPowers = {
    1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
    1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

std::uint64_t bitsOf(double value) { return std::bit_cast<std::uint64_t>(value); }
bool unknown(double value) { return bitsOf(value) == kUnknown; }

// As a number that grows with the value, so that values close to each other are close.
std::int64_t orderedBits(double value) {
  const auto bits = static_cast<std::int64_t>(bitsOf(value));
  return bits ^ (bits >> 63 & std::numeric_limits<std::int64_t>::max());
}
double ofOrderedBits(std::int64_t bits) {
  return std::bit_cast<double>(bits ^ (bits >> 63 & std::numeric_limits<std::int64_t>::max()));
}

// The number that has its point at that place and is this value; false where there is none.
bool asDecimal(double value, unsigned places, std::int64_t& number) {
  const double scaled = value * kPowers[places];
  if (!(std::abs(scaled) <= kMostExact)) return false;
  number = std::llround(scaled);
  return bitsOf(static_cast<double>(number) / kPowers[places]) == bitsOf(value);
}

}  // namespace

bool isWhole(double value) {
  return std::abs(value) <= kMostExact &&
         bitsOf(static_cast<double>(static_cast<std::int64_t>(value))) == bitsOf(value);
}

void ValuePacker::pack(std::span<const double> values, BitWriter& to) {
  known_.clear();
  unknown_.clear();
  for (const double each : values) {
    unknown_.push_back(unknown(each) ? 1 : 0);
    if (!unknown(each)) known_.push_back(each);
  }
  const bool some = known_.size() < values.size();
  to.put(some ? 1 : 0, 1);
  if (some) packIntegers(unknown_, to);
  if (!known_.empty()) packKnown(to);
}

void ValuePacker::packKnown(BitWriter& to) {
  unsigned places = 0;
  numbers_.resize(known_.size());
  if (asWhole()) {
    to.put(kWhole, kFormBits);
  } else if (asDecimals(places)) {
    to.put(kDecimal, kFormBits);
    to.put(places, kPlacesBits);
  } else {
    to.put(kBits, kFormBits);
    std::ranges::transform(known_, numbers_.begin(), orderedBits);
  }
  packIntegers(numbers_, to);
}

bool ValuePacker::asWhole() {
  for (std::size_t i = 0; i < known_.size(); ++i) {
    if (!isWhole(known_[i])) return false;
    numbers_[i] = static_cast<std::int64_t>(known_[i]);
  }
  return true;
}

// As few places as do for all: one that needs more sends those before it back.
bool ValuePacker::asDecimals(unsigned& places) {
  places = 1;
  for (std::size_t i = 0; i < known_.size();) {
    if (asDecimal(known_[i], places, numbers_[i])) {
      ++i;
    } else {
      do {
        if (++places > kMostPlaces) return false;
      } while (!asDecimal(known_[i], places, numbers_[i]));
      i = 0;
    }
  }
  return true;
}

void ValuePacker::unpack(BitReader& from, std::span<double> values) {
  if (values.empty()) return;
  unknown_.assign(values.size(), 0);
  if (from.get(1) != 0) unpackIntegers(from, unknown_);
  const auto known = static_cast<std::size_t>(std::ranges::count(unknown_, 0));
  numbers_.resize(known);
  std::uint64_t form = kBits;
  double power = 1;
  if (known > 0) {
    form = from.get(kFormBits);
    if (form == kDecimal)
      power = kPowers[std::min<std::uint64_t>(from.get(kPlacesBits), kMostPlaces)];
    unpackIntegers(from, numbers_);
  }
  std::size_t next = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (unknown_[i] != 0)
      values[i] = std::numeric_limits<double>::quiet_NaN();
    else if (form == kBits)
      values[i] = ofOrderedBits(numbers_[next++]);
    else
      values[i] = static_cast<double>(numbers_[next++]) / power;
  }
}

}  // namespace pipevane::history

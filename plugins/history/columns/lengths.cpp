#include "plugins/history/columns/lengths.h"

#include "plugins/history/codec/forms.h"
#include "plugins/history/codec/processor_share.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <iterator>
#include <numeric>

namespace pipevane::history {

void Lengths::clear() {
  found_.clear();
  columns_.clear();
  hits_ = misses_ = 0;
}

std::optional<std::uint8_t> Lengths::find(Cells shares, Cells processors) {
  // Shares of somebody who measures by himself: the others will be, too.
  if (misses_ > kMissesMost + 2 * hits_ || !read(shares, processors)) return std::nullopt;
  LengthRow lengths;
  for (std::size_t i = 0; i < found_.size(); ++i) {
    lengths = found_[i];
    if (!fit(lengths, columns_[i])) continue;
    found_[i] = lengths;
    ++columns_[i];
    ++hits_;
    return static_cast<std::uint8_t>(i);
  }
  lengths.fill(0);
  if (found_.size() == kMost || !fit(lengths, 0)) {
    ++misses_;
    return std::nullopt;
  }
  ++hits_;
  found_.push_back(lengths);
  columns_.push_back(1);
  return static_cast<std::uint8_t>(found_.size() - 1);
}

// False where they are short without anybody's length: few digits, or 0.
bool Lengths::read(Cells shares, Cells processors) {
  constexpr unsigned kShort = 8;
  shares_.clear();
  std::size_t shorter = 0;
  for (std::size_t row = 0; row < shares.values.size(); ++row) {
    if (!shares.tells(row) || !processors.tells(row)) continue;
    const double value = shares.values[row];
    if (value == 0 || std::isnan(value)) continue;
    std::int64_t number;
    if (asDecimal(value, kShort, number)) ++shorter;
    shares_.push_back({row, value, processors.values[row]});
  }
  return shorter * 2 < shares_.size();
}

// Makes the lengths those of these shares as well; false where most are of others.
bool Lengths::fit(LengthRow& lengths, std::size_t columns) {
  // Of shares of others none or few do, and so many tell.
  constexpr std::size_t kFirst = 4, kTrial = 8;
  // So many have no divisor in common but in one row of 500.
  constexpr std::size_t kEnough = 8;
  const std::size_t most = columns < kEnough ? shares_.size() : std::min(shares_.size(), kTrial);
  std::size_t fit = 0;
  for (std::size_t i = 0; i < most; ++i) {
    if (fits(shares_[i], lengths[shares_[i].row])) ++fit;
    if ((i + 1 == kFirst && fit == 0) || (i + 1 == kTrial && fit * 2 < kTrial)) return false;
    // Not enough of them can any more.
    if ((fit + most - i - 1) * 4 < most * 3) return false;
  }
  return fit * 4 >= most * 3;
}

bool Lengths::fits(Share& share, std::int64_t& length) {
  if (length != 0 && mayBeOf(share.value, length, share.processors)) return true;
  if (share.least == kNotLooked) share.least = leastLengthOf(share.value, share.processors);
  if (share.least == 0) return false;
  const std::int64_t before = length == 0 ? 1 : length;
  // No more than 2^54.
  const std::int64_t both = before / std::gcd(before, share.least) * share.least;
  if (both > kLengthMost) return false;
  length = both;
  return true;
}

// What all guests worked in a row may have a divisor in common with the length, as ticks of 10 ms
// have, and then that was found divided by it: those that are whole are the greatest.
void Lengths::settle() {
  for (LengthRow& each : found_) {
    sorted_.clear();
    std::ranges::copy_if(each, std::back_inserter(sorted_),
                         [](auto length) { return length != 0; });
    // Beyond it there are some that are wrong.
    const auto great = sorted_.begin() + std::ssize(sorted_) * 7 / 8;
    std::ranges::nth_element(sorted_, great);
    for (std::int64_t& length : each)
      length = length == 0 ? *great : length * timesOf(length, *great);
  }
}

// How many times that length is about the great one: a multiple of ten, or of five, where it may be
// one, as then ticks stay whole.
std::int64_t Lengths::timesOf(std::int64_t length, std::int64_t great) {
  const auto nearest = [&](std::int64_t unit) {
    return (great + length * unit / 2) / (length * unit) * unit;
  };
  for (const std::int64_t unit : {10, 5}) {
    const std::int64_t times = nearest(unit);
    // From cycle to cycle they differ by less.
    if (std::abs(times * length - great) * 6 <= great) return times;
  }
  return std::max<std::int64_t>(nearest(1), 1);
}

}  // namespace pipevane::history

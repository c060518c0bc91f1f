#include "plugins/history/codec/integers.h"

#include "plugins/history/codec/difference_code.h"
#include "plugins/history/codec/number_row.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <numeric>

namespace pipevane::history {
namespace {

// The differences of a row of numbers, in units of what all of them are multiples of.
class Differences {
 public:
  explicit Differences(std::span<const std::int64_t> numbers) : count_(numbers.size() - 1) {
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < count_; ++i) {
      each_[i] = wrapped(numbers[i + 1]) - wrapped(numbers[i]);
      bits |= each_[i];
    }
    if (bits != 0) divide(static_cast<unsigned>(std::countr_zero(bits)));
  }

  // 0 where all numbers are the same.
  std::uint64_t unit() const { return unit_; }
  std::span<const std::uint64_t> all() const { return std::span(each_).first(count_); }

 private:
  static std::uint64_t size(std::uint64_t difference) {
    return difference >> 63U != 0 ? 0 - difference : difference;
  }
  // By the power of two first: few have another divisor, and that is soon known.
  void divide(unsigned twos) {
    std::uint64_t odd = 0;
    for (std::size_t i = 0; i < count_; ++i) {
      each_[i] = static_cast<std::uint64_t>(static_cast<std::int64_t>(each_[i]) >> twos);
      if (odd != 1 && (odd == 0 || size(each_[i]) % odd != 0)) odd = std::gcd(odd, size(each_[i]));
    }
    unit_ = odd << twos;
    if (odd == 1) return;
    for (std::size_t i = 0; i < count_; ++i) {
      const std::uint64_t parts = size(each_[i]) / odd;
      each_[i] = each_[i] >> 63U != 0 ? 0 - parts : parts;
    }
  }

  std::array<std::uint64_t, kIntegersMost> each_;
  std::size_t count_;
  std::uint64_t unit_ = 0;
};

// What a row of differences takes: with the width of each, or all with the same.
class Cost {
 public:
  // Of a few rows, which are packed again soon, only the latter is worth its price.
  static constexpr std::size_t kFew = 32;

  void add(std::uint64_t bits) { all_ |= bits; }
  void addWidth(std::uint64_t bits) { sum_ += widthOf(bits); }
  void close(std::size_t count) {
    const auto many = static_cast<std::uint32_t>(count);
    flat_ = many * most();
    mean_ = (sum_ + many / 2) / std::max(many, 1U);
    // A rank takes two bits and an eighth of what mostly comes, and saves the highest one.
    apart_ = many < kFew ? flat_ : sum_ + many + many / 8;
  }
  bool flat() const { return flat_ <= apart_; }
  std::uint32_t bits() const { return std::min(flat_, apart_); }
  unsigned most() const { return widthOf(all_); }
  unsigned mean() const { return mean_; }

 private:
  std::uint64_t all_ = 0;
  std::uint32_t sum_ = 0, mean_ = 0, flat_ = 0, apart_ = 0;
};

struct Costs {
  Cost first, second;
  bool even = true;
};

Costs costsOf(std::span<const std::uint64_t> differences) {
  Costs costs;
  const std::size_t count = differences.size() - 1;
  for (std::size_t i = 1; i <= count; ++i) {
    costs.first.add(folded(differences[i]));
    costs.second.add(folded(differences[i] - differences[i - 1]));
  }
  for (std::size_t i = 1; count >= Cost::kFew && i <= count; ++i) {
    costs.first.addWidth(folded(differences[i]));
    costs.second.addWidth(folded(differences[i] - differences[i - 1]));
  }
  costs.first.close(count);
  costs.second.close(count);
  costs.even = costs.second.most() == 0;
  return costs;
}

void packFlat(std::span<const std::uint64_t> differences, std::uint64_t by, unsigned width,
              BitWriter& to) {
  to.put(1, 1);
  to.put(width, kNumberWidthBits);
  DifferenceWriter ahead(differences[0], by, width, to);
  for (const std::uint64_t each : differences.subspan(1)) ahead.putFlat(each, width);
}

void packBothWays(std::span<const std::uint64_t> differences, std::size_t middle, std::uint64_t by,
                  unsigned mean, BitWriter& to) {
  to.put(0, 1);
  to.put(kBothWays + mean, kNumberWidthBits);
  const std::size_t length_at = to.bits();
  to.put(0, kBackBits);
  DifferenceWriter back(differences[middle], by, mean, to);
  for (std::size_t i = middle; i > 0; --i) back.put(differences[i - 1]);
  to.fill(length_at, to.bits() - length_at - kBackBits, kBackBits);
  DifferenceWriter ahead(differences[middle], by, mean, to);
  for (const std::uint64_t each : differences.subspan(middle + 1)) ahead.put(each);
}

void unpackEven(const NumberRow& row, std::span<std::int64_t> numbers) {
  std::uint64_t number = row.number;
  for (std::int64_t& each : numbers.subspan(1))
    each = static_cast<std::int64_t>(number += row.difference * row.unit);
}

BitReader unpackFlat(const NumberRow& row, BitReader from, std::span<std::int64_t> numbers) {
  std::uint64_t difference = row.difference, number = row.number + difference * row.unit;
  numbers[1] = static_cast<std::int64_t>(number);
  for (std::int64_t& each : numbers.subspan(2)) {
    difference = unfolded(from.get(row.width)) + (difference & row.by);
    each = static_cast<std::int64_t>(number += difference * row.unit);
  }
  return from;
}

// Both at once, as each one waits for its last step most of the time.
BitReader unpackBothWays(const NumberRow& row, const BitReader& from,
                         std::span<std::int64_t> numbers) {
  DifferenceReader back(from.at(row.back), row.difference, row.by, row.width),
      ahead(from, row.difference, row.by, row.width);
  std::size_t low = row.middle, high = row.middle + 1;
  std::uint64_t before = row.number, number = row.number + row.difference * row.unit;
  numbers[high] = static_cast<std::int64_t>(number);
  const auto stepBack = [&] {
    numbers[--low] = static_cast<std::int64_t>(before -= back.next() * row.unit);
  };
  const auto stepAhead = [&] {
    numbers[++high] = static_cast<std::int64_t>(number += ahead.next() * row.unit);
  };
  while (low > 0 && high + 1 < numbers.size()) {
    stepBack();
    stepAhead();
  }
  while (low > 0) stepBack();
  while (high + 1 < numbers.size()) stepAhead();
  return ahead.at();
}

}  // namespace

void packIntegers(std::span<const std::int64_t> numbers, BitWriter& to) {
  assert(!numbers.empty() && numbers.size() <= kIntegersMost);
  const Differences differences(numbers);
  const auto head = [&](NumberOrder order, std::int64_t number) {
    to.put(static_cast<std::uint64_t>(order), kOrderBits);
    putNumber(folded(wrapped(number)), to);
    if (order != NumberOrder::kSame) putNumber(differences.unit(), to);
  };
  if (differences.unit() == 0) return head(NumberOrder::kSame, numbers[0]);
  const std::span<const std::uint64_t> all = differences.all();
  const Costs costs = costsOf(all);
  if (costs.even) {
    head(NumberOrder::kEven, numbers[0]);
    return putNumber(folded(all[0]), to);
  }
  const bool second = costs.second.bits() <= costs.first.bits();
  const Cost& cost = second ? costs.second : costs.first;
  const std::size_t middle = cost.flat() ? 0 : middleOf(numbers.size());
  head(second ? NumberOrder::kSecond : NumberOrder::kFirst, numbers[middle]);
  putNumber(folded(all[middle]), to);
  const std::uint64_t by = second ? ~std::uint64_t{0} : 0;
  if (cost.flat())
    packFlat(all, by, cost.most(), to);
  else
    packBothWays(all, middle, by, std::min(cost.mean(), kMostBothWays), to);
}

void unpackIntegers(BitReader& source, std::span<std::int64_t> numbers) {
  NumberRow row;
  row.read(source, numbers.size());
  numbers[row.middle] = static_cast<std::int64_t>(row.number);
  if (row.middle + 1 == numbers.size()) return;
  if (!row.varies)
    unpackEven(row, numbers);
  else if (row.flat)
    source = unpackFlat(row, source, numbers);
  else
    source = unpackBothWays(row, source, numbers);
}

}  // namespace pipevane::history

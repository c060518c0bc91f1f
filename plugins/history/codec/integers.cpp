#include "plugins/history/codec/integers.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <numeric>

namespace pipevane::history {
namespace {

enum Order : std::uint64_t { kSame, kEven, kFirst, kSecond };

constexpr unsigned kOrderBits = 2;
constexpr unsigned kWidthBits = 7;  // of 0 to 64
// More is an escape, with the length as it is.
constexpr unsigned kMostRank = 20;

// Differences wrap around like the numbers that they are of, so that each has one.
std::uint64_t wrapped(std::int64_t number) { return static_cast<std::uint64_t>(number); }
std::uint64_t folded(std::uint64_t number) { return number << 1U ^ (0 - (number >> 63U)); }
std::uint64_t unfolded(std::uint64_t bits) { return bits >> 1U ^ (0 - (bits & 1U)); }
unsigned widthOf(std::uint64_t bits) { return static_cast<unsigned>(std::bit_width(bits)); }

// How wide the next difference will be: the mean of the last ones, in sixteenths of a bit.
class Expected {
 public:
  explicit Expected(unsigned width) : sixteenths_(width * kOne) {}

  unsigned width() const { return (sixteenths_ + kOne / 2) / kOne; }
  void note(unsigned width) { sixteenths_ = (sixteenths_ * 3 + width * kOne) / 4; }

 private:
  static constexpr unsigned kOne = 16;
  unsigned sixteenths_;
};

// The expected width comes first, then the one below it, the one above, and so on; where one side
// ends the other one goes on alone.
unsigned rankOf(unsigned width, unsigned expected) {
  const unsigned room = std::min(expected, 64 - expected);
  const unsigned far = width < expected ? expected - width : width - expected;
  if (far > room) return far + room;
  return width < expected ? far * 2 - 1 : far * 2;
}
constexpr unsigned widthAt(unsigned rank, unsigned expected) {
  const unsigned room = std::min(expected, 64 - expected);
  if (rank > room * 2) return expected <= 32 ? rank - room + expected : expected + room - rank;
  const unsigned far = (rank + 1) / 2;
  return rank % 2 == 1 ? expected - far : expected + far;
}

void putNumber(std::uint64_t bits, BitWriter& to) {
  const unsigned width = widthOf(bits);
  to.put(width, kWidthBits);
  to.put(bits, width);
}
// Nobody wrote a larger one.
unsigned widthFrom(BitReader& from) {
  return std::min(static_cast<unsigned>(from.get(kWidthBits)), 64U);
}
std::uint64_t getNumber(BitReader& from) {
  const std::uint64_t next = from.peek();
  const auto width = static_cast<unsigned>(BitReader::low(next, kWidthBits));
  if (kWidthBits + width > BitReader::kAtOnce) [[unlikely]]
    return from.get(widthFrom(from));
  from.skip(kWidthBits + width);
  return BitReader::low(next >> kWidthBits, width);
}

void putDifference(std::uint64_t bits, Expected& expected, BitWriter& to) {
  const unsigned width = widthOf(bits);
  const unsigned rank = rankOf(width, expected.width());
  expected.note(width);
  // The highest bit is known.
  const unsigned below = width == 0 ? 0 : width - 1;
  const std::uint64_t rest = below == 0 ? 0 : bits ^ std::uint64_t{1} << below;
  if (rank + 1 + below <= 64 && rank < kMostRank) [[likely]]
    return to.put((rest << 1U | 1U) << rank, rank + 1 + below);
  if (rank < kMostRank) {
    to.put(std::uint64_t{1} << rank, rank + 1);
  } else {
    to.put(0, kMostRank);
    to.put(width, kWidthBits);
  }
  to.put(rest, below);
}

// What a rank says where some width is expected: the width, and how long rank and rest are.
struct Coded {
  std::uint8_t width, length;
};
// A row for each expected width, of which the last ones are no ranks.
constexpr auto kCoded = [] {
  std::array<std::array<Coded, 32>, 65> all{};
  for (unsigned expected = 0; expected <= 64; ++expected)
    for (unsigned rank = 0; rank < kMostRank; ++rank) {
      const unsigned width = std::min(widthAt(rank, expected), 64U);
      all[expected][rank] = {static_cast<std::uint8_t>(width),
                             static_cast<std::uint8_t>(rank + 1 + (width == 0 ? 0 : width - 1))};
    }
  return all;
}();

// One that is not read at once.
[[gnu::noinline]] std::uint64_t longDifference(unsigned rank, Expected& expected, BitReader& from) {
  from.skip(std::min(rank + 1, kMostRank));
  const unsigned width = rank < kMostRank ? kCoded[expected.width()][rank].width : widthFrom(from);
  expected.note(width);
  if (width == 0) return 0;
  return std::uint64_t{1} << (width - 1) | from.get(width - 1);
}
// Short, as most of what reading takes is this.
inline std::uint64_t getDifference(Expected& expected, BitReader& from) {
  const std::uint64_t next = from.peek();
  const auto rank = static_cast<unsigned>(std::countr_zero(next | std::uint64_t{1} << kMostRank));
  const Coded coded = kCoded[expected.width()][rank];
  // Where it is no rank the length is 0, and one less is more than all.
  if (coded.length - 1U >= BitReader::kAtOnce) [[unlikely]]
    return longDifference(rank, expected, from);
  from.skip(coded.length);
  expected.note(coded.width);
  // What is left of it at the top, and above that the highest bit, which is not written. Of a width
  // of 0 there is none.
  const std::uint64_t rest = next << (64U - coded.length) >> 1U | std::uint64_t{1} << 63U;
  return rest >> (63U - coded.width) >> 1U;
}

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

void packDifferences(std::span<const std::uint64_t> differences, bool second, const Cost& cost,
                     BitWriter& to) {
  const std::uint64_t by = second ? ~std::uint64_t{0} : 0;
  putNumber(folded(differences[0]), to);
  to.put(cost.flat() ? 1 : 0, 1);
  const unsigned width = cost.flat() ? cost.most() : cost.mean();
  to.put(width, kWidthBits);
  Expected expected(width);
  for (std::size_t i = 1; i < differences.size(); ++i) {
    const std::uint64_t bits = folded(differences[i] - (differences[i - 1] & by));
    if (cost.flat())
      to.put(bits, width);
    else
      putDifference(bits, expected, to);
  }
}

}  // namespace

void packIntegers(std::span<const std::int64_t> numbers, BitWriter& to) {
  assert(!numbers.empty() && numbers.size() <= kIntegersMost);
  const Differences differences(numbers);
  if (differences.unit() == 0) {
    to.put(kSame, kOrderBits);
    return putNumber(folded(wrapped(numbers[0])), to);
  }
  const Costs costs = costsOf(differences.all());
  const bool second = costs.second.bits() <= costs.first.bits();
  const Order order = costs.even ? kEven : second ? kSecond : kFirst;
  to.put(order, kOrderBits);
  putNumber(folded(wrapped(numbers[0])), to);
  putNumber(differences.unit(), to);
  if (order == kEven) return putNumber(folded(differences.all()[0]), to);
  packDifferences(differences.all(), second, second ? costs.second : costs.first, to);
}

void unpackIntegers(BitReader& source, std::span<std::int64_t> numbers) {
  // Apart from the numbers, which a compiler takes for anything.
  BitReader from = source;
  const std::uint64_t order = from.get(kOrderBits);
  std::uint64_t number = unfolded(getNumber(from));
  const std::uint64_t unit = order == kSame ? 0 : getNumber(from);
  std::uint64_t difference = order == kSame ? 0 : unfolded(getNumber(from));
  const bool varies = order == kFirst || order == kSecond;
  const bool flat = varies && from.get(1) != 0;
  const unsigned width = varies ? widthFrom(from) : 0;
  const std::uint64_t by = order == kSecond ? ~std::uint64_t{0} : 0;
  const auto follow = [&](auto next) {
    for (std::size_t i = 1; i < numbers.size(); ++i) {
      if (i > 1) difference = next();
      number += difference * unit;
      numbers[i] = static_cast<std::int64_t>(number);
    }
  };
  numbers[0] = static_cast<std::int64_t>(number);
  Expected expected(width);
  if (!varies)
    follow([&] { return difference; });
  else if (flat)
    follow([&] { return unfolded(from.get(width)) + (difference & by); });
  else
    follow([&] { return unfolded(getDifference(expected, from)) + (difference & by); });
  source = from;
}

void NumberAt::read(BitReader source) {
  const std::uint64_t order = source.get(kOrderBits);
  number_ = unfolded(getNumber(source));
  varies_ = order == kFirst || order == kSecond;
  unit_ = order == kSame ? 0 : getNumber(source);
  difference_ = order == kSame ? 0 : unfolded(getNumber(source));
  by_ = order == kSecond ? ~std::uint64_t{0} : 0;
  flat_ = varies_ && source.get(1) != 0;
  width_ = varies_ ? widthFrom(source) : 0;
  step_ = 0;
  from_ = source;
}

bool NumberAt::jump(std::size_t place) {
  if (place == 0) return true;
  if (place == 1 || !varies_) {
    sum_ = difference_ * place;
    finish();
    return true;
  }
  if (flat_) runFlat(place);
  return flat_;
}

void NumberAt::runFlat(std::size_t place) {
  BitReader from = from_;
  std::uint64_t difference = difference_, sum = difference_;
  for (std::size_t i = 1; i < place; ++i) {
    difference = unfolded(from.get(width_)) + (difference & by_);
    sum += difference;
  }
  difference_ = difference;
  sum_ = sum;
  finish();
}

void NumberAt::finish() {
  step_ = difference_ * unit_;
  number_ += sum_ * unit_;
}

void NumberAt::run(std::span<NumberAt* const> all, std::size_t place) {
  constexpr std::size_t kLanes = 4;
  struct Lane {
    BitReader from{{}};
    Expected expected{0};
    std::uint64_t difference = 0, sum = 0, by = 0;
  };
  for (; !all.empty(); all = all.subspan(std::min(kLanes, all.size()))) {
    std::array<Lane, kLanes> lanes;
    const std::size_t count = std::min(kLanes, all.size());
    for (std::size_t i = 0; i < count; ++i) {
      const NumberAt& each = *all[i];
      lanes[i] = {each.from_, Expected(each.width_), each.difference_, each.difference_, each.by_};
    }
    for (std::size_t i = 1; i < place; ++i)
#pragma GCC unroll 4
      for (std::size_t each = 0; each < kLanes; ++each) {
        Lane& lane = lanes[each];
        lane.difference =
            unfolded(getDifference(lane.expected, lane.from)) + (lane.difference & lane.by);
        lane.sum += lane.difference;
      }
    for (std::size_t i = 0; i < count; ++i) {
      all[i]->difference_ = lanes[i].difference;
      all[i]->sum_ = lanes[i].sum;
      all[i]->finish();
    }
  }
}

}  // namespace pipevane::history

// How one number, and one difference, is told in bits.
#pragma once

#include "plugins/history/codec/bits.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <utility>

namespace pipevane::history {

inline constexpr unsigned kNumberWidthBits = 7;  // of 0 to 64
// More is an escape, with the length as it is.
inline constexpr unsigned kMostRank = 20;

// Differences wrap around like the numbers that they are of, so that each has one.
inline std::uint64_t wrapped(std::int64_t number) { return static_cast<std::uint64_t>(number); }
inline std::uint64_t folded(std::uint64_t number) { return number << 1U ^ (0 - (number >> 63U)); }
inline std::uint64_t unfolded(std::uint64_t bits) { return bits >> 1U ^ (0 - (bits & 1U)); }
inline unsigned widthOf(std::uint64_t bits) { return static_cast<unsigned>(std::bit_width(bits)); }

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
inline unsigned rankOf(unsigned width, unsigned expected) {
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

inline void putNumber(std::uint64_t bits, BitWriter& to) {
  const unsigned width = widthOf(bits);
  to.put(width, kNumberWidthBits);
  to.put(bits, width);
}
// Nobody wrote a larger one.
inline unsigned widthFrom(BitReader& from) {
  return std::min(static_cast<unsigned>(from.get(kNumberWidthBits)), 64U);
}
inline std::uint64_t getNumber(BitReader& from) {
  const std::uint64_t next = from.peek();
  const auto width = static_cast<unsigned>(BitReader::low(next, kNumberWidthBits));
  if (kNumberWidthBits + width > BitReader::kAtOnce) [[unlikely]]
    return from.get(widthFrom(from));
  from.skip(kNumberWidthBits + width);
  return BitReader::low(next >> kNumberWidthBits, width);
}

inline void putDifference(std::uint64_t bits, Expected& expected, BitWriter& to) {
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
    to.put(width, kNumberWidthBits);
  }
  to.put(rest, below);
}

// What a rank says where some width is expected: the width, and how long rank and rest are.
struct Coded {
  std::uint8_t width, length;
};
// A row for each expected width, of which the last ones are no ranks.
inline constexpr auto kCoded = [] {
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
[[gnu::noinline]] inline std::uint64_t longDifference(unsigned rank, Expected& expected,
                                                      BitReader& from) {
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

// By how far each is from the one before it, or behind it on the way back.
class DifferenceWriter {
 public:
  DifferenceWriter(std::uint64_t last, std::uint64_t by, unsigned width, BitWriter& to)
      : last_(last), by_(by), expected_(width), to_(to) {}

  void put(std::uint64_t difference) { putDifference(next(difference), expected_, to_); }
  void putFlat(std::uint64_t difference, unsigned width) { to_.put(next(difference), width); }

 private:
  std::uint64_t next(std::uint64_t difference) {
    return folded(difference - (std::exchange(last_, difference) & by_));
  }

  std::uint64_t last_, by_;
  Expected expected_;
  BitWriter& to_;
};

class DifferenceReader {
 public:
  DifferenceReader(BitReader from, std::uint64_t last, std::uint64_t by, unsigned width)
      : from_(from), last_(last), by_(by), expected_(width) {}

  std::uint64_t next() { return last_ = unfolded(getDifference(expected_, from_)) + (last_ & by_); }
  std::uint64_t last() const { return last_; }
  BitReader at() const { return from_; }

 private:
  BitReader from_;
  std::uint64_t last_, by_;
  Expected expected_;
};

}  // namespace pipevane::history

// The head of a packed row of numbers, up to its differences; `integers.h` tells how it is written.
#pragma once

#include "plugins/history/codec/bits.h"

#include <cstddef>
#include <cstdint>

namespace pipevane::history {

enum class NumberOrder : std::uint8_t { kSame, kEven, kFirst, kSecond };

inline constexpr unsigned kOrderBits = 2;
inline constexpr unsigned kBackBits = 13;  // that the differences before the middle take
// Widths from here on say that both ways go from the middle.
inline constexpr unsigned kBothWays = 65;
inline constexpr unsigned kMostBothWays = 62;

// The place in the middle of so many.
constexpr std::size_t middleOf(std::size_t numbers) { return (numbers - 1) / 2; }

struct NumberRow {
  // Of so many numbers, at least one. Whatever the bits are, it ends; `from` is where the
  // differences behind the middle begin.
  void read(BitReader& from, std::size_t numbers);

  std::uint64_t number = 0;      // in the middle
  std::uint64_t difference = 0;  // from there to the next one, in units
  std::uint64_t unit = 0;
  std::uint64_t by = 0;  // all bits, where each is told by how far it is from its neighbour; else 0
  std::size_t middle = 0;
  unsigned width = 0;
  bool varies = false, flat = false;
  // Where those before the middle begin, from there on back, and those behind it.
  std::size_t back = 0, ahead = 0;
};

}  // namespace pipevane::history

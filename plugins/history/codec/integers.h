// Whole numbers in a row, packed: each is told by how far it is from what the ones before it lead
// to expect. Any numbers come back as they were.
//
// Bits: `order` (2), the first number, and by order
//   same    nothing: all are the first one
//   even    `unit`, the step between them
//   first   `unit`, the differences between neighbours
//   second  `unit`, the first difference, and the differences between those
// Differences are counted in units, their greatest common divisor: disks count in blocks of 4 KiB,
// times in seconds. A bit and a width (7) say how they follow: all of that width, or each of its
// own, around it: told first, by its rank among the widths around what the last ones had, and then
// the bits below its highest one. The latter go both ways from the middle, so that one number is
// reached by half of them at most: the number and the difference above are those in the middle, 65
// is added to the width, and behind it is how many bits those before the middle take (13). Earlier
// versions told them from the first one on, with the width as it is.
#pragma once

#include "plugins/history/codec/bits.h"

#include <cstddef>
#include <cstdint>
#include <span>

namespace pipevane::history {

inline constexpr std::size_t kIntegersMost = 128;

// At least one and at most so many.
void packIntegers(std::span<const std::int64_t> numbers, BitWriter& to);

// As many as were packed. Whatever the bits are, it ends.
void unpackIntegers(BitReader& source, std::span<std::int64_t> numbers);

}  // namespace pipevane::history

// Whole numbers in a row, packed: each is told by how far it is from what the ones before it lead
// to expect. Any numbers come back as they were.
//
// Bits: `order` (2), `unit`, the first number, and by order
//   same    nothing: all are the first one
//   even    the step between them
//   first   the differences between neighbours
//   second  the first difference, and the differences between those
// Differences are counted in units, their greatest common divisor: disks count in blocks of 4 KiB,
// times in seconds. A bit and a width (7) say how they follow: all of that width, or each of its
// own, around it: told first, by its rank among the widths around what the last ones had, and then
// the bits below its highest one.
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

// One of several rows of numbers of which only that at one place is wanted, and the one before it.
class NumberAt {
 public:
  // What is said of all of them. The bytes outlive this.
  void read(BitReader source);

  // Goes to that place, where that takes no reading of those before it; false: it does. Once.
  bool jump(std::size_t place);
  // The same for those that have to be read, several at a time, as each one waits for its last step
  // most of the time.
  static void run(std::span<NumberAt* const> all, std::size_t place);

  std::int64_t number() const { return static_cast<std::int64_t>(number_); }
  // At the first place the number itself.
  std::int64_t before() const { return static_cast<std::int64_t>(number_ - step_); }

 private:
  void runFlat(std::size_t place);
  void finish();

  BitReader from_{{}};
  std::uint64_t number_ = 0, unit_ = 0;
  std::uint64_t difference_ = 0, sum_ = 0, by_ = 0, step_ = 0;
  unsigned width_ = 0;
  bool varies_ = false, flat_ = false;
};

}  // namespace pipevane::history

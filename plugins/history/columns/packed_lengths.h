// A row of lengths of time packed, from a byte on, so that each is read without the others.
//
// Bits: the least one (32), how wide what the others are more is (8), and that of each.
#pragma once

#include "plugins/history/codec/bits.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace pipevane::history {

class PackedLengths {
 public:
  // At least one, of no more than 32 bits.
  static void pack(std::span<const std::int64_t> lengths, BitWriter& to);

  // Of bytes that may be anybody's, the first ones.
  PackedLengths(std::span<const std::byte> bytes, std::size_t rows);

  // How many bytes it takes; nothing where it is none.
  std::optional<std::size_t> bytes() const;
  std::int64_t at(std::size_t row) const;
  void read(std::span<std::int64_t> lengths) const;

 private:
  BitReader from_;
  std::size_t rows_, there_;
  std::int64_t least_;
  unsigned width_;
};

}  // namespace pipevane::history

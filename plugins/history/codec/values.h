// The values of a series in a row, packed. All 64 bits of each come back as they were.
//
// Bits: which are not known (a 1 and their places, or a 0), the form (2) of the known ones, and
// these as whole numbers: the values themselves, with a decimal point at one place for all
// (5 bits), as an answer in JSON has them, or the bits that they are made of.
#pragma once

#include "plugins/history/codec/bits.h"
#include "plugins/history/codec/forms.h"
#include "plugins/history/codec/number_at.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace pipevane::history {

// How known values are told as whole numbers.
class Form {
 public:
  static Form read(BitReader& from);

  double value(std::int64_t number) const;
  void values(std::span<const std::int64_t> numbers, std::span<double> values) const;

 private:
  NumberForm kind_ = NumberForm::kWhole;
  std::uint8_t places_ = 0;
};

// Of known values one, and the one before it.
struct ValueAt {
  // Of so many, what is said of all of them; false where some are unknown: they are read as a
  // whole. The bytes outlive this.
  bool read(BitReader& from, std::size_t values);

  Form form;
  NumberAt numbers;
};

// One that is used again and again takes no memory anew. Not for two threads at once.
class ValuePacker {
 public:
  // At least one.
  void pack(std::span<const double> values, BitWriter& to);
  // As many as were packed. Whatever the bits are, it ends.
  void unpack(BitReader& from, std::span<double> values);

 private:
  void packKnown(BitWriter& to);
  bool asWhole();
  bool asDecimals(unsigned& places);
  void unpackKnown(BitReader& from, std::span<double> values);

  std::vector<double> known_;
  std::vector<std::int64_t> numbers_;
  std::vector<std::int64_t> unknown_;  // 1 or 0 of each
};

}  // namespace pipevane::history

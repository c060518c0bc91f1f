// What packing and unpacking need meanwhile; used again and again. Not for two threads at once.
#pragma once

#include "plugins/history/codec/bits.h"
#include "plugins/history/codec/values.h"
#include "plugins/history/columns/lengths.h"

#include <cstdint>
#include <vector>

namespace pipevane::history {

struct Workbench {
  BitWriter bits, other_bits;
  ValuePacker packer;
  std::vector<std::int64_t> numbers;
  std::vector<std::int64_t> times_ms;
  std::vector<double> values;
  std::vector<std::uint8_t> qualities;
  Lengths lengths;
};

}  // namespace pipevane::history

// Any bytes as values, which come back to the last bit, and as what somebody packed, which ends.
#include "plugins/history/codec/integers.h"
#include "plugins/history/codec/values.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <span>
#include <vector>

namespace {

using namespace pipevane::history;

constexpr std::size_t kMost = 128;

template <class Number>
std::vector<Number> as(std::span<const std::byte> bytes) {
  std::vector<Number> numbers(std::clamp<std::size_t>(bytes.size() / sizeof(Number), 1, kMost));
  std::memcpy(numbers.data(), bytes.data(),
              std::min(bytes.size(), numbers.size() * sizeof(Number)));
  return numbers;
}

template <class Number>
void expectSame(const std::vector<Number>& one, const std::vector<Number>& other) {
  if (std::memcmp(one.data(), other.data(), one.size() * sizeof(Number)) != 0) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::span bytes(reinterpret_cast<const std::byte*>(data), size);
  static ValuePacker packer;
  {
    const auto numbers = as<std::int64_t>(bytes);
    BitWriter bits;
    packIntegers(numbers, bits);
    BitReader from(bits.finish());
    std::vector<std::int64_t> back(numbers.size());
    unpackIntegers(from, back);
    expectSame(numbers, back);
    if (from.beyond()) std::abort();
  }
  {
    const auto values = as<double>(bytes);
    BitWriter bits;
    packer.pack(values, bits);
    BitReader from(bits.finish());
    std::vector<double> back(values.size());
    packer.unpack(from, back);
    expectSame(values, back);
    if (from.beyond()) std::abort();
  }
  std::vector<double> found(1 + size % kMost);
  BitReader from(bytes);
  packer.unpack(from, found);
  NumberAt at;
  at.read(BitReader(bytes));
  NumberAt* const one = &at;
  if (!at.jump(size % kMost)) NumberAt::run({&one, 1}, size % kMost);
  return 0;
}

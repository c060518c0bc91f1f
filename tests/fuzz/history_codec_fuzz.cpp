// Any bytes as values, which come back to the last bit, and as what somebody packed, which ends:
// rows of numbers and of values, and whole chunks.
#include "plugins/history/codec/integers.h"
#include "plugins/history/codec/number_at.h"
#include "plugins/history/codec/processor_share.h"
#include "plugins/history/codec/values.h"
#include "plugins/history/columns/chunk.h"
#include "plugins/history/columns/chunk_moment.h"
#include "tests/plugins/history/columns/last_of_all.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <numeric>
#include <optional>
#include <span>
#include <utility>
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

// One alone is what it is among all.
void readNumberAt(std::span<const std::byte> bytes, std::size_t place) {
  std::vector<std::int64_t> all(kMost);
  BitReader from(bytes);
  unpackIntegers(from, all);
  NumberAt at;
  from = BitReader(bytes);
  at.read(from, all.size());
  NumberAt* const one = &at;
  if (!at.jump(place)) NumberAt::run({&one, 1});
  if (at.number() != all[place]) std::abort();
}

// What they are of, whatever they are.
void readShares(const std::vector<double>& values) {
  for (std::size_t i = 1; i < values.size(); ++i) {
    const std::int64_t least = leastLengthOf(values[i], values[i - 1]);
    if (least < 0 || least > kLengthMost) std::abort();
    const std::int64_t length = least == 0 ? static_cast<std::int64_t>(i) : least;
    mayBeOf(values[i], length, values[i - 1]);
    shareOf(workOf(values[i], length, values[i - 1]), length, values[i - 1]);
  }
}

// In the first two bytes how many rows and columns.
void readChunk(std::span<const std::byte> bytes) {
  static Workbench bench;
  static MomentBench moment;
  if (bytes.size() < 2) return;
  const auto rows = static_cast<std::size_t>(bytes[0]),
             columns = static_cast<std::size_t>(bytes[1]);
  bytes = bytes.subspan(2);
  auto own = std::make_shared_for_overwrite<std::byte[]>(bytes.size());
  std::ranges::copy(bytes, own.get());
  const auto chunk = Chunk::of(std::move(own), bytes.size(), rows, columns, bench);
  if (!chunk) return;
  std::vector<Point> points;
  std::vector<std::uint32_t> all;
  for (std::uint32_t column = 0; column < columns; ++column) {
    chunk->appendTo(column, bench, points);
    all.push_back(column);
  }
  if (points.size() != chunk->samples()) std::abort();
  for (const std::int64_t time_ms :
       {chunk->lastMs(), std::midpoint(chunk->firstMs(), chunk->lastMs())}) {
    std::vector<std::optional<Point>> found(columns);
    ChunkMoment(*chunk, time_ms, bench, moment).read(all, found);
    for (const std::uint32_t column : all)
      if (!isLastOfAll(*chunk, column, time_ms, found[column], bench)) std::abort();
  }
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
  readNumberAt(bytes, size % kMost);
  readShares(as<double>(bytes));
  readChunk(bytes);
  return 0;
}

#include "plugins/history/columns/chunk.h"

#include "plugins/history/codec/forms.h"
#include "plugins/history/codec/integers.h"
#include "plugins/history/codec/processor_share.h"
#include "plugins/history/columns/computed.h"
#include "plugins/history/columns/packing.h"
#include "plugins/history/tally.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <cstring>
#include <functional>
#include <limits>
#include <utility>

namespace pipevane::history {

Chunk::Chunk(std::span<const std::int64_t> times_ms, std::span<const Column> columns,
             ColumnSource& source, Workbench& bench)
    : first_ms_(times_ms.front()),
      last_ms_(times_ms.back()),
      columns_(static_cast<std::uint32_t>(columns.size())),
      rows_(static_cast<std::uint16_t>(times_ms.size())) {
  assert(times_ms.size() <= kRowsMost);
  // The end of the times, and of each column.
  std::vector<std::byte> bytes((columns.size() + 1) * sizeof(std::uint32_t));
  const auto append = [&] {
    const std::span<const std::byte> packed = bench.bits.finish();
    bytes.insert(bytes.end(), packed.begin(), packed.end());
    bench.bits.clear();
  };
  const auto appendPart = [&](std::size_t which) {
    append();
    const auto end = static_cast<std::uint32_t>(bytes.size());
    std::memcpy(bytes.data() + which * sizeof end, &end, sizeof end);
  };
  bench.bits.clear();
  packIntegers(times_ms, bench.bits);
  appendPart(0);
  Packing packing(times_ms, columns, source, bench);
  packing.findLengths();
  for (std::size_t column = 0; column < columns.size(); ++column) {
    samples_ += packing.pack(column);
    appendPart(column + 1);
  }
  for (std::size_t i = 0; i < bench.lengths.count(); ++i) {
    PackedLengths::pack(std::span(bench.lengths[i]).first(rows_), bench.bits);
    append();
  }
  size_ = static_cast<std::uint32_t>(bytes.size());
  auto own = std::make_shared_for_overwrite<std::byte[]>(size_);
  std::ranges::copy(bytes, own.get());
  bytes_ = std::move(own);
}

std::optional<Chunk> Chunk::of(Bytes bytes, std::size_t size, std::size_t rows, std::size_t columns,
                               Workbench& bench) {
  constexpr std::size_t kMostColumns = 1U << kColumnBits;
  if (rows == 0 || rows > kRowsMost || columns > kMostColumns ||
      size > std::numeric_limits<std::uint32_t>::max())
    return std::nullopt;
  Chunk chunk;
  chunk.bytes_ = std::move(bytes);
  chunk.size_ = static_cast<std::uint32_t>(size);
  chunk.columns_ = static_cast<std::uint32_t>(columns);
  chunk.rows_ = static_cast<std::uint16_t>(rows);
  if (!chunk.isOne(bench)) return std::nullopt;
  return chunk;
}

// Its columns follow each other, and so do its times. Whatever else its bytes are can be read.
bool Chunk::isOne(Workbench& bench) {
  std::size_t last = (columns_ + std::size_t{1}) * sizeof(std::uint32_t);
  if (last > size_) return false;
  for (std::size_t i = 0; i <= columns_; ++i) {
    const std::uint32_t end = endOf(i);
    if (end < last || end > size_) return false;
    last = end;
  }
  if (!hasLengths(last)) return false;
  readTimes(bench.times_ms);
  if (!std::ranges::is_sorted(bench.times_ms, std::ranges::less_equal())) return false;
  first_ms_ = bench.times_ms.front();
  last_ms_ = bench.times_ms.back();
  for (std::size_t column = 0; column < columns_; ++column) {
    auto bits = bitsOf(column);
    if (!bits) continue;
    bench.qualities.resize(rows_);
    readQualities(*bits, bench.qualities, bench);
    if (std::ranges::max(bench.qualities) > kNotTold) return false;
    samples_ += static_cast<std::uint32_t>(rows_ - std::ranges::count(bench.qualities, kNotTold));
  }
  return true;
}

// From there on, and nothing else.
bool Chunk::hasLengths(std::size_t begin) const {
  std::span<const std::byte> rest = packed().subspan(begin);
  for (std::size_t i = 0; i < Lengths::kMost && !rest.empty(); ++i) {
    const auto bytes = PackedLengths(rest, rows_).bytes();
    if (!bytes) return false;
    rest = rest.subspan(*bytes);
  }
  return rest.empty();
}

std::size_t Chunk::bytes() const {
  // Its bytes stand behind who counts those that share them.
  return sizeof(Chunk) + size_ + 2 * kAllocationBytes;
}

std::optional<BitReader> Chunk::bitsOf(std::size_t column) const {
  if (column >= columns_) return std::nullopt;
  const std::uint32_t begin = endOf(column), end = endOf(column + 1);
  if (begin == end) return std::nullopt;
  return BitReader({bytes_.get() + begin, end - begin}, size_ - begin);
}

std::vector<std::int64_t> Chunk::timesMs() const {
  std::vector<std::int64_t> times_ms;
  readTimes(times_ms);
  return times_ms;
}

void Chunk::readTimes(std::vector<std::int64_t>& times_ms) const {
  const std::size_t begin = (columns_ + std::size_t{1}) * sizeof(std::uint32_t);
  times_ms.resize(rows_);
  BitReader bits({bytes_.get() + begin, endOf(0) - begin});
  unpackIntegers(bits, times_ms);
}

PackedLengths Chunk::lengthsOf(std::size_t which) const {
  std::span<const std::byte> rest = packed().subspan(endOf(columns_));
  for (; which > 0; --which)
    rest = rest.subspan(PackedLengths(rest, rows_).bytes().value_or(rest.size()));
  return {rest, rows_};
}

void Chunk::appendTo(std::size_t column, Workbench& bench, std::vector<Point>& points) const {
  if (!bitsOf(column)) return;
  Space space;
  const Cells cells = space.cells(rows_);
  readColumn(column, cells, bench, true);
  readTimes(bench.times_ms);
  for (std::size_t row = 0; row < rows_; ++row)
    if (cells.tells(row))
      points.push_back({bench.times_ms[row], cells.values[row], cells.qualities[row]});
}

void Chunk::copyTo(std::size_t column, Cells cells, Workbench& bench) const {
  readColumn(column, cells, bench, true);
}

void Chunk::readQualities(BitReader& bits, std::span<std::uint8_t> qualities,
                          Workbench& bench) const {
  if (bits.get(1) != 0) {
    std::memset(qualities.data(), static_cast<int>(bits.get(kQualityBits)), qualities.size());
    return;
  }
  bench.numbers.resize(rows_);
  unpackIntegers(bits, bench.numbers);
  std::ranges::transform(bench.numbers, qualities.begin(),
                         [](std::int64_t each) { return static_cast<std::uint8_t>(each); });
}

// Empty where it is told in no row. In the workbench, with the times.
std::span<const std::uint8_t> Chunk::qualitiesOf(std::size_t column, Workbench& bench) const {
  auto bits = bitsOf(column);
  if (!bits) return {};
  bench.qualities.resize(rows_);
  readQualities(*bits, bench.qualities, bench);
  readTimes(bench.times_ms);
  return bench.qualities;
}

std::optional<std::int64_t> Chunk::firstOf(std::size_t column, std::int64_t from_ms,
                                           Workbench& bench) const {
  const std::span<const std::uint8_t> qualities = qualitiesOf(column, bench);
  for (std::size_t row = 0; row < qualities.size(); ++row)
    if (qualities[row] != kNotTold && bench.times_ms[row] >= from_ms) return bench.times_ms[row];
  return std::nullopt;
}

std::optional<std::int64_t> Chunk::lastOf(std::size_t column, Workbench& bench) const {
  const std::span<const std::uint8_t> qualities = qualitiesOf(column, bench);
  for (std::size_t row = qualities.size(); row > 0; --row)
    if (qualities[row - 1] != kNotTold) return bench.times_ms[row - 1];
  return std::nullopt;
}

// What others follow follows none itself, whatever somebody wrote.
void Chunk::readColumn(std::size_t column, Cells cells, Workbench& bench, bool may_follow) const {
  const auto packed = bitsOf(column);
  if (!packed) return;
  BitReader bits = *packed;
  readQualities(bits, cells.qualities, bench);
  if (bits.get(1) != 0) {
    const auto kind = static_cast<Rule::Kind>(bits.get(kRuleBits));
    if (kind == Rule::Kind::kOfLength) return readOfLength(bits, cells, bench);
    if (may_follow) return readFollowing(kind, bits, cells, bench);
    std::ranges::fill(cells.qualities.first(rows_), kNotTold);
    return;
  }
  const auto told = static_cast<std::size_t>(rows_ - std::ranges::count(cells.qualities, kNotTold));
  if (told == rows_) return bench.packer.unpack(bits, cells.values.first(rows_));
  bench.values.resize(told);
  bench.packer.unpack(bits, bench.values);
  std::size_t next = 0;
  for (std::size_t row = 0; row < rows_; ++row)
    if (cells.tells(row)) cells.values[row] = bench.values[next++];
}

void Chunk::readFollowing(Rule::Kind kind, BitReader& bits, Cells cells, Workbench& bench) const {
  const auto of_column = static_cast<std::size_t>(bits.get(kColumnBits));
  const auto by_column = static_cast<std::size_t>(bits.get(kColumnBits));
  Space of_space, by_space;
  const Cells of = of_space.cells(rows_), by = by_space.cells(rows_);
  readColumn(of_column, of, bench, false);
  if (kind == Rule::Kind::kShare) readColumn(by_column, by, bench, false);
  if (kind == Rule::Kind::kBeside) return readBeside(bits, of, cells, bench);
  readTimes(bench.times_ms);
  compute(kind, bench.times_ms, of, by, cells.values);
  readBreaches(bits.get(kCountBits), bits, cells);
}

void Chunk::readBreaches(std::size_t count, BitReader& bits, Cells cells) const {
  for (std::size_t i = 0; i < count; ++i) {
    const auto row = static_cast<std::size_t>(bits.get(kRowBits));
    const auto value = std::bit_cast<double>(bits.get(64));
    if (row < rows_) cells.values[row] = value;
  }
}

void Chunk::readOfLength(BitReader& bits, Cells cells, Workbench& bench) const {
  OfLength share = OfLength::read(bits);
  bench.numbers.resize(
      static_cast<std::size_t>(rows_ - std::ranges::count(cells.qualities, kNotTold)));
  if (bench.numbers.empty()) return;
  unpackIntegers(bits, bench.numbers);
  LengthRow lengths;
  lengthsOf(share.lengths).read(std::span(lengths).first(rows_));
  if (bench.numbers.size() == rows_) {
    sharesOf(bench.numbers, std::span(lengths).first(rows_), share.processors,
             cells.values.first(rows_));
  } else {
    std::size_t next = 0;
    for (std::size_t row = 0; row < rows_; ++row)
      if (cells.tells(row))
        cells.values[row] = shareOf(bench.numbers[next++], lengths[row], share.processors);
  }
  readBreaches(share.breaches, share.breaches_from, cells);
}

void Chunk::readBeside(BitReader& bits, Cells of, Cells cells, Workbench& bench) const {
  bench.numbers.resize(
      static_cast<std::size_t>(rows_ - std::ranges::count(cells.qualities, kNotTold)));
  if (bench.numbers.empty()) return;
  unpackIntegers(bits, bench.numbers);
  std::size_t next = 0;
  for (std::size_t row = 0; row < rows_; ++row) {
    if (!cells.tells(row)) continue;
    constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
    cells.values[row] = besideOf(of.tells(row) ? of.values[row] : kNone, bench.numbers[next++]);
  }
}

}  // namespace pipevane::history

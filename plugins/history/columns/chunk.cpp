#include "plugins/history/columns/chunk.h"

#include "plugins/history/columns/computed.h"
#include "plugins/history/tally.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <cstring>
#include <limits>

namespace pipevane::history {
namespace {

constexpr unsigned kQualityBits = 3, kRuleBits = 3, kColumnBits = 16, kCountBits = 8, kRowBits = 7;
static_assert(Chunk::kRowsMost <= 1U << kRowBits);

bool sameBits(double one, double other) {
  return std::bit_cast<std::uint64_t>(one) == std::bit_cast<std::uint64_t>(other);
}

// One column of all rows, on the stack.
struct Space {
  std::array<double, Chunk::kRowsMost> values;
  std::array<std::uint8_t, Chunk::kRowsMost> qualities;

  // Nothing is told in it.
  Cells cells(std::size_t rows) {
    std::fill_n(qualities.begin(), rows, kNotTold);
    return {std::span(values).first(rows), std::span(qualities).first(rows)};
  }
};

// Packs the columns of a chunk, one after the other.
class Packing {
 public:
  Packing(std::span<const std::int64_t> times_ms, std::span<const Column> columns,
          ColumnSource& source, Workbench& bench)
      : times_ms_(times_ms), columns_(columns), source_(source), bench_(bench) {}

  // Into the workbench's bits; how many samples are told in it.
  std::uint32_t pack(std::size_t column) {
    const Cells cells = space_.cells(times_ms_.size());
    source_.read(column, cells, bench_);
    told_.clear();
    for (std::size_t row = 0; row < times_ms_.size(); ++row)
      if (cells.tells(row)) told_.push_back(static_cast<std::uint8_t>(row));
    if (told_.empty()) return 0;
    packQualities(cells.qualities);
    const Rule rule = columns_[column].rule;
    if (rule.kind == Rule::Kind::kBeside && besides(rule, cells))
      packShorter(rule, cells);
    else if (computed(rule) && breaches(rule, cells) * kWorth <= told_.size())
      packFollowing(rule, cells);
    else
      packValues(cells, bench_.bits);
    return static_cast<std::uint32_t>(told_.size());
  }

 private:
  // A value that does not follow takes ten bytes.
  static constexpr std::size_t kWorth = 4;

  void packQualities(std::span<const std::uint8_t> qualities) {
    const bool alike = std::ranges::count(qualities, qualities[0]) == std::ssize(qualities);
    bench_.bits.put(alike ? 1 : 0, 1);
    if (alike) return bench_.bits.put(qualities[0], kQualityBits);
    bench_.numbers.assign(qualities.begin(), qualities.end());
    packIntegers(bench_.numbers, bench_.bits);
  }
  void packValues(Cells cells, BitWriter& bits) {
    bits.put(0, 1);
    bench_.values.clear();
    for (const std::uint8_t row : told_) bench_.values.push_back(cells.values[row]);
    bench_.packer.pack(bench_.values, bits);
  }
  static bool computed(const Rule& rule) {
    return rule.kind != Rule::Kind::kNone && rule.kind != Rule::Kind::kBeside;
  }
  static void packRule(const Rule& rule, BitWriter& bits) {
    bits.put(1, 1);
    bits.put(static_cast<std::uint64_t>(rule.kind), kRuleBits);
    bits.put(rule.of, kColumnBits);
    bits.put(rule.by, kColumnBits);
  }
  // How far it is from the other one, in whole numbers; false where that cannot be told.
  bool besides(const Rule& rule, Cells cells) {
    Space space;
    const Cells of = space.cells(times_ms_.size());
    source_.read(rule.of, of, bench_);
    besides_.clear();
    for (const std::uint8_t row : told_) {
      if (!of.tells(row) || !isWhole(of.values[row]) || !isWhole(cells.values[row])) return false;
      besides_.push_back(static_cast<std::int64_t>(cells.values[row]) -
                         static_cast<std::int64_t>(of.values[row]));
    }
    return true;
  }
  // By what it takes as it is, or how far it is from the other one.
  void packShorter(const Rule& rule, Cells cells) {
    BitWriter& other = bench_.other_bits;
    other.clear();
    packRule(rule, other);
    packIntegers(besides_, other);
    const std::size_t beside = other.bits();
    other.clear();
    packValues(cells, other);
    if (other.bits() <= beside) return packValues(cells, bench_.bits);
    packRule(rule, bench_.bits);
    packIntegers(besides_, bench_.bits);
  }
  // The rows that do not follow the rule.
  std::size_t breaches(const Rule& rule, Cells cells) {
    const std::size_t rows = times_ms_.size();
    Space of_space, by_space;
    const Cells of = of_space.cells(rows), by = by_space.cells(rows);
    source_.read(rule.of, of, bench_);
    if (rule.kind == Rule::Kind::kShare) source_.read(rule.by, by, bench_);
    std::array<double, Chunk::kRowsMost> computed;
    compute(rule.kind, times_ms_, of, by, std::span(computed).first(rows));
    breaches_.clear();
    for (const std::uint8_t row : told_)
      if (!sameBits(cells.values[row], computed[row])) breaches_.push_back(row);
    return breaches_.size();
  }
  void packFollowing(const Rule& rule, Cells cells) {
    BitWriter& bits = bench_.bits;
    packRule(rule, bits);
    bits.put(breaches_.size(), kCountBits);
    for (const std::uint8_t row : breaches_) {
      bits.put(row, kRowBits);
      bits.put(std::bit_cast<std::uint64_t>(cells.values[row]), 64);
    }
  }

  std::span<const std::int64_t> times_ms_;
  std::span<const Column> columns_;
  ColumnSource& source_;
  Workbench& bench_;
  Space space_;
  std::vector<std::uint8_t> told_, breaches_;  // rows
  std::vector<std::int64_t> besides_;
};

}  // namespace

Chunk::Chunk(std::span<const std::int64_t> times_ms, std::span<const Column> columns,
             ColumnSource& source, Workbench& bench)
    : first_ms_(times_ms.front()),
      last_ms_(times_ms.back()),
      columns_(static_cast<std::uint32_t>(columns.size())),
      rows_(static_cast<std::uint16_t>(times_ms.size())) {
  assert(times_ms.size() <= kRowsMost);
  // The end of the times, and of each column.
  std::vector<std::byte> bytes((columns.size() + 1) * sizeof(std::uint32_t));
  const auto append = [&](std::size_t which) {
    const std::span<const std::byte> packed = bench.bits.finish();
    bytes.insert(bytes.end(), packed.begin(), packed.end());
    const auto end = static_cast<std::uint32_t>(bytes.size());
    std::memcpy(bytes.data() + which * sizeof end, &end, sizeof end);
    bench.bits.clear();
  };
  bench.bits.clear();
  packIntegers(times_ms, bench.bits);
  append(0);
  Packing packing(times_ms, columns, source, bench);
  for (std::size_t column = 0; column < columns.size(); ++column) {
    samples_ += packing.pack(column);
    append(column + 1);
  }
  size_ = static_cast<std::uint32_t>(bytes.size());
  bytes_ = std::make_unique_for_overwrite<std::byte[]>(size_);
  std::ranges::copy(bytes, bytes_.get());
}

std::size_t Chunk::bytes() const { return sizeof(Chunk) + size_ + kAllocationBytes; }

std::uint32_t Chunk::endOf(std::size_t column) const {
  std::uint32_t end;
  std::memcpy(&end, bytes_.get() + column * sizeof end, sizeof end);
  return end;
}

std::span<const std::byte> Chunk::bytesOf(std::size_t column) const {
  if (column >= columns_) return {};
  const std::uint32_t begin = endOf(column);
  return {bytes_.get() + begin, endOf(column + 1) - begin};
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

void Chunk::appendTo(std::size_t column, Workbench& bench, std::vector<Point>& points) const {
  if (bytesOf(column).empty()) return;
  Space space;
  const Cells cells = space.cells(rows_);
  readColumn(column, cells, bench, true);
  readTimes(bench.times_ms);
  std::size_t next = points.size();
  points.resize(next + rows_);
  for (std::size_t row = 0; row < rows_; ++row)
    if (cells.tells(row))
      points[next++] = {bench.times_ms[row], cells.values[row], cells.qualities[row]};
  points.resize(next);
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
  const std::span<const std::byte> bytes = bytesOf(column);
  if (bytes.empty()) return {};
  BitReader bits(bytes);
  bench.qualities.resize(rows_);
  readQualities(bits, bench.qualities, bench);
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
  const std::span<const std::byte> bytes = bytesOf(column);
  if (bytes.empty()) return;
  BitReader bits(bytes);
  readQualities(bits, cells.qualities, bench);
  if (bits.get(1) != 0) {
    if (may_follow) readFollowing(bits, cells, bench);
    return;
  }
  const auto told = static_cast<std::size_t>(rows_ - std::ranges::count(cells.qualities, kNotTold));
  bench.values.resize(told);
  bench.packer.unpack(bits, bench.values);
  std::size_t next = 0;
  for (std::size_t row = 0; row < rows_; ++row)
    if (cells.tells(row)) cells.values[row] = bench.values[next++];
}

void Chunk::readFollowing(BitReader& bits, Cells cells, Workbench& bench) const {
  const auto kind = static_cast<Rule::Kind>(bits.get(kRuleBits));
  const auto of_column = static_cast<std::size_t>(bits.get(kColumnBits));
  const auto by_column = static_cast<std::size_t>(bits.get(kColumnBits));
  Space of_space, by_space;
  const Cells of = of_space.cells(rows_), by = by_space.cells(rows_);
  readColumn(of_column, of, bench, false);
  if (kind == Rule::Kind::kShare) readColumn(by_column, by, bench, false);
  if (kind == Rule::Kind::kBeside) return readBeside(bits, of, cells, bench);
  readTimes(bench.times_ms);
  compute(kind, bench.times_ms, of, by, cells.values);
  const auto breaches = static_cast<std::size_t>(bits.get(kCountBits));
  for (std::size_t i = 0; i < breaches; ++i) {
    const auto row = static_cast<std::size_t>(bits.get(kRowBits));
    const auto value = std::bit_cast<double>(bits.get(64));
    if (row < rows_) cells.values[row] = value;
  }
}

void Chunk::readBeside(BitReader& bits, Cells of, Cells cells, Workbench& bench) const {
  bench.numbers.resize(
      static_cast<std::size_t>(rows_ - std::ranges::count(cells.qualities, kNotTold)));
  if (bench.numbers.empty()) return;
  unpackIntegers(bits, bench.numbers);
  std::size_t next = 0;
  for (std::size_t row = 0; row < rows_; ++row) {
    if (!cells.tells(row)) continue;
    // As unsigned numbers, which nobody's bytes make overflow.
    const bool whole = of.tells(row) && isWhole(of.values[row]);
    const auto other = whole ? static_cast<std::uint64_t>(static_cast<std::int64_t>(of.values[row]))
                             : std::uint64_t{0};
    cells.values[row] = static_cast<double>(
        static_cast<std::int64_t>(other + static_cast<std::uint64_t>(bench.numbers[next++])));
  }
}

}  // namespace pipevane::history

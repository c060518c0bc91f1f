#include "plugins/history/columns/packing.h"

#include "plugins/history/codec/forms.h"
#include "plugins/history/codec/integers.h"
#include "plugins/history/columns/computed.h"

#include <algorithm>
#include <array>
#include <bit>

namespace pipevane::history {
namespace {

// A value that does not follow takes ten bytes.
constexpr std::size_t kWorth = 4;

void packRule(const Rule& rule, BitWriter& bits) {
  bits.put(1, 1);
  bits.put(static_cast<std::uint64_t>(rule.kind), kRuleBits);
  bits.put(rule.of, kColumnBits);
  bits.put(rule.by, kColumnBits);
}

}  // namespace

// Into the workbench's bits; how many samples are told in it.
std::uint32_t Packing::pack(std::size_t column) {
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
  else if (Rule::computed(rule.kind) && breaches(rule, cells) * kWorth <= told_.size())
    packFollowing(rule, cells);
  else
    packValues(cells, bench_.bits);
  return static_cast<std::uint32_t>(told_.size());
}

void Packing::packQualities(std::span<const std::uint8_t> qualities) {
  const bool alike = std::ranges::count(qualities, qualities[0]) == std::ssize(qualities);
  bench_.bits.put(alike ? 1 : 0, 1);
  if (alike) return bench_.bits.put(qualities[0], kQualityBits);
  bench_.numbers.assign(qualities.begin(), qualities.end());
  packIntegers(bench_.numbers, bench_.bits);
}

void Packing::packValues(Cells cells, BitWriter& bits) {
  bits.put(0, 1);
  bench_.values.clear();
  for (const std::uint8_t row : told_) bench_.values.push_back(cells.values[row]);
  bench_.packer.pack(bench_.values, bits);
}

// How far it is from the other one, in whole numbers; false where that cannot be told.
bool Packing::besides(const Rule& rule, Cells cells) {
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
void Packing::packShorter(const Rule& rule, Cells cells) {
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
std::size_t Packing::breaches(const Rule& rule, Cells cells) {
  const std::size_t rows = times_ms_.size();
  Space of_space, by_space;
  const Cells of = of_space.cells(rows), by = by_space.cells(rows);
  source_.read(rule.of, of, bench_);
  if (rule.kind == Rule::Kind::kShare) source_.read(rule.by, by, bench_);
  std::array<double, kRowsMost> computed;
  compute(rule.kind, times_ms_, of, by, std::span(computed).first(rows));
  breaches_.clear();
  for (const std::uint8_t row : told_)
    if (!sameBits(cells.values[row], computed[row])) breaches_.push_back(row);
  return breaches_.size();
}

void Packing::packFollowing(const Rule& rule, Cells cells) {
  BitWriter& bits = bench_.bits;
  packRule(rule, bits);
  bits.put(breaches_.size(), kCountBits);
  for (const std::uint8_t row : breaches_) {
    bits.put(row, kRowBits);
    bits.put(std::bit_cast<std::uint64_t>(cells.values[row]), 64);
  }
}

}  // namespace pipevane::history

#include "plugins/history/columns/packing.h"

#include "plugins/history/codec/forms.h"
#include "plugins/history/codec/integers.h"
#include "plugins/history/codec/processor_share.h"
#include "plugins/history/columns/computed.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <optional>

namespace pipevane::history {
namespace {

// A value that does not follow takes ten bytes.
constexpr std::size_t kWorth = 4;

void packKind(Rule::Kind kind, BitWriter& bits) {
  bits.put(1, 1);
  bits.put(static_cast<std::uint64_t>(kind), kRuleBits);
}
void packRule(const Rule& rule, BitWriter& bits) {
  packKind(rule.kind, bits);
  bits.put(rule.of, kColumnBits);
  bits.put(rule.by, kColumnBits);
}

// Of how many processors; nothing where that is nowhere told, or no number of hundredths.
constexpr unsigned kHundredths = 2;  // places
std::optional<double> processorsOf(Cells processors) {
  for (std::size_t row = 0; row < processors.values.size(); ++row) {
    if (!processors.tells(row)) continue;
    std::int64_t hundredths;
    if (!asDecimal(processors.values[row], kHundredths, hundredths)) return std::nullopt;
    if (hundredths <= 0 || hundredths >> kProcessorsBits != 0) return std::nullopt;
    return processors.values[row];
  }
  return std::nullopt;
}

}  // namespace

OfLength OfLength::read(BitReader& from) {
  OfLength all{.lengths = from.get(kLengthsBits),
               .processors = static_cast<double>(from.get(kProcessorsBits)) / kPowers[kHundredths],
               .breaches = from.get(kCountBits),
               .breaches_from = from};
  from.skip(static_cast<unsigned>(all.breaches) * kBreachBits);
  return all;
}

void Packing::findLengths() {
  Lengths& lengths = bench_.lengths;
  lengths.clear();
  for (std::size_t column = 0; column < columns_.size(); ++column) {
    const Rule rule = columns_[column].rule;
    if (rule.kind != Rule::Kind::kOfLength) continue;
    Space of_space;
    const Cells cells = space_.cells(times_ms_.size()), of = of_space.cells(times_ms_.size());
    source_.read(rule.of, of, bench_);
    const std::optional<double> processors = processorsOf(of);
    if (!processors) continue;
    source_.read(column, cells, bench_);
    if (const auto found = lengths.find(cells, of))
      shares_.push_back({column, *found, *processors});
  }
  lengths.settle();
}

// Into the workbench's bits; how many samples are told in it.
std::uint32_t Packing::pack(std::size_t column) {
  const Cells cells = space_.cells(times_ms_.size());
  source_.read(column, cells, bench_);
  told_.clear();
  for (std::size_t row = 0; row < times_ms_.size(); ++row)
    if (cells.tells(row)) told_.push_back(static_cast<std::uint8_t>(row));
  if (told_.empty()) return 0;
  packQualities(cells.qualities);
  const Rule rule = ruleOf(column);
  if (rule.kind == Rule::Kind::kBeside && besides(rule, cells))
    packShorter(rule, cells);
  else if (Rule::computed(rule.kind) && breaches(rule, cells) * kWorth <= told_.size())
    packFollowing(rule, cells);
  else if (const Share* share = shareAt(column); share != nullptr && works(*share, cells))
    packOfLength(*share, cells);
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

// None where what it is of follows others itself: that is not read then.
Rule Packing::ruleOf(std::size_t column) const {
  const Rule rule = columns_[column].rule;
  const auto follows = [this](std::uint16_t other) {
    const Rule::Kind kind = columns_[other].rule.kind;
    return Rule::computed(kind) || kind == Rule::Kind::kBeside;
  };
  if (rule.kind == Rule::Kind::kNone || follows(rule.of)) return {};
  return rule.kind == Rule::Kind::kShare && follows(rule.by) ? Rule{} : rule;
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
  packRule(rule, bench_.bits);
  packBreaches(cells);
}

void Packing::packBreaches(Cells cells) {
  BitWriter& bits = bench_.bits;
  bits.put(breaches_.size(), kCountBits);
  for (const std::uint8_t row : breaches_) {
    bits.put(row, kRowBits);
    bits.put(std::bit_cast<std::uint64_t>(cells.values[row]), 64);
  }
}

const Packing::Share* Packing::shareAt(std::size_t column) const {
  const auto at = std::ranges::lower_bound(shares_, column, {}, &Share::column);
  return at != shares_.end() && at->column == column ? &*at : nullptr;
}

// What they worked; false where too many are something else.
bool Packing::works(const Share& share, Cells cells) {
  const LengthRow& lengths = bench_.lengths[share.lengths];
  works_ms_.clear();
  for (const std::uint8_t row : told_)
    works_ms_.push_back(workOf(cells.values[row], lengths[row], share.processors));
  breaches_.clear();
  for (std::size_t i = 0; i < told_.size(); ++i) {
    const std::uint8_t row = told_[i];
    if (sameBits(shareOf(works_ms_[i], lengths[row], share.processors), cells.values[row]))
      continue;
    breaches_.push_back(row);
    works_ms_[i] = i == 0 ? 0 : works_ms_[i - 1];
  }
  return breaches_.size() * kWorth <= told_.size();
}

void Packing::packOfLength(const Share& share, Cells cells) {
  BitWriter& bits = bench_.bits;
  packKind(Rule::Kind::kOfLength, bits);
  bits.put(share.lengths, kLengthsBits);
  bits.put(static_cast<std::uint64_t>(std::llround(share.processors * kPowers[kHundredths])),
           kProcessorsBits);
  packBreaches(cells);
  packIntegers(works_ms_, bits);
}

}  // namespace pipevane::history

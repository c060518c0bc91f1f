#include "plugins/history/tiers/tier_pack.h"

#include "plugins/history/codec/forms.h"
#include "plugins/history/columns/column_source.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <limits>
#include <memory>
#include <string>

namespace pipevane::history {
namespace {

enum Part : std::size_t { kLeast, kMost, kBetween, kCount, kParts };

constexpr int kDigitsKept = 6, kDigitsMost = 15;
// Neither behind the point nor before it: all that there are.
constexpr std::int8_t kAsTheyAre = 127;
constexpr double kWayMost = 4095;
// 16 bits of times, 16 of series, 32 of the chunk's bytes.
constexpr std::size_t kHeadBytes = 8;

double powerOf(int digits) { return kPowers[static_cast<std::size_t>(std::abs(digits))]; }

double scaled(double value, int digits) {
  if (digits == kAsTheyAre || digits == 0) return value;
  return std::round(digits < 0 ? value / powerOf(digits) : value * powerOf(digits));
}

double unscaled(double value, int digits) {
  if (digits == kAsTheyAre) return value;
  return digits < 0 ? value * powerOf(digits) : value / powerOf(digits);
}

std::int8_t digitsOf(std::span<const Summary> all) {
  double greatest = 0;
  bool whole = true;
  for (const Summary& each : all) {
    if (!each.known()) continue;
    greatest = std::max({greatest, std::abs(each.least), std::abs(each.most)});
    whole = whole && isWhole(each.least) && isWhole(each.most);
  }
  if (whole) return 0;
  if (greatest == 0 || !std::isfinite(greatest)) return kAsTheyAre;
  const int digits = kDigitsKept - 1 - static_cast<int>(std::floor(std::log10(greatest)));
  return std::abs(digits) > kDigitsMost ? kAsTheyAre : static_cast<std::int8_t>(digits);
}

double wayTo(const Summary& summary) {
  // Halves, as the distance may be more than a number holds.
  const double half = summary.most / 2 - summary.least / 2;
  const double way = (summary.average / 2 - summary.least / 2) / half;
  return way >= 0 && way <= 1 ? std::round(way * kWayMost) : 0;
}

// Four columns a series.
class OfSummaries final : public ColumnSource {
 public:
  OfSummaries(std::span<const std::vector<Summary>> series, std::span<const std::int64_t> times_ms,
              std::span<const std::int8_t> digits)
      : series_(series), times_ms_(times_ms), digits_(digits) {}

  void read(std::size_t column, Cells cells, Workbench& /*bench*/) override {
    const std::size_t which = column / kParts;
    const auto part = static_cast<Part>(column % kParts);
    std::size_t at = 0;
    for (const Summary& each : of(which)) {
      while (times_ms_[at] < each.begin_ms) ++at;
      if (part != kLeast && !each.known()) continue;
      cells.values[at] = valueOf(each, part, digits_[which]);
      cells.qualities[at] = part == kLeast ? each.quality : std::uint8_t{PV_LIVE};
    }
  }
  // Those of that time.
  std::span<const Summary> of(std::size_t which) const {
    const auto& all = series_[which];
    const auto begin = std::ranges::lower_bound(all, times_ms_.front(), {}, &Summary::begin_ms);
    const auto end = std::ranges::upper_bound(all, times_ms_.back(), {}, &Summary::begin_ms);
    return {begin, end};
  }

 private:
  static double valueOf(const Summary& summary, Part part, int digits) {
    switch (part) {
      case kLeast:
        return scaled(summary.least, digits);
      case kMost:
        return scaled(summary.most, digits);
      case kCount:
        return summary.count;
      default:
        return wayTo(summary);
    }
  }

  std::span<const std::vector<Summary>> series_;
  std::span<const std::int64_t> times_ms_;
  std::span<const std::int8_t> digits_;
};

void append(std::span<const std::vector<Summary>> series, std::span<const std::int64_t> times_ms,
            std::span<const Column> columns, Workbench& bench, std::vector<std::byte>& bytes) {
  std::vector<std::int8_t> digits(series.size());
  OfSummaries source(series, times_ms, digits);
  for (std::size_t i = 0; i < series.size(); ++i) digits[i] = digitsOf(source.of(i));
  const Chunk chunk(times_ms, columns, source, bench);
  const auto rows = static_cast<std::uint16_t>(times_ms.size());
  const auto count = static_cast<std::uint16_t>(series.size());
  const auto size = static_cast<std::uint32_t>(chunk.packed().size());
  const std::size_t at = bytes.size();
  bytes.resize(at + kHeadBytes + digits.size());
  std::byte* const head = bytes.data() + at;
  std::memcpy(head, &rows, sizeof rows);
  std::memcpy(head + 2, &count, sizeof count);
  std::memcpy(head + 4, &size, sizeof size);
  std::memcpy(head + kHeadBytes, digits.data(), digits.size());
  bytes.insert(bytes.end(), chunk.packed().begin(), chunk.packed().end());
}

}  // namespace

void TierPack::write(std::span<const std::vector<Summary>> series, Workbench& bench,
                     std::vector<std::byte>& bytes) {
  std::vector<std::int64_t> times_ms;
  std::vector<Column> columns(series.size() * kParts);
  for (std::size_t i = 0; i < series.size(); ++i) {
    for (const Summary& each : series[i]) times_ms.push_back(each.begin_ms);
    columns[i * kParts + kMost].rule = {.kind = Rule::Kind::kBeside,
                                        .of = static_cast<std::uint16_t>(i * kParts + kLeast)};
  }
  std::ranges::sort(times_ms);
  times_ms.erase(std::unique(times_ms.begin(), times_ms.end()), times_ms.end());
  for (std::span<const std::int64_t> left = times_ms; !left.empty();) {
    const std::size_t count = std::min(left.size(), kRowsMost);
    append(series, left.first(count), columns, bench, bytes);
    left = left.subspan(count);
  }
}

std::optional<TierPack> TierPack::take(std::span<const std::byte>& bytes, Workbench& bench) {
  if (bytes.size() < kHeadBytes) return std::nullopt;
  std::uint16_t rows, count;
  std::uint32_t size;
  std::memcpy(&rows, bytes.data(), sizeof rows);
  std::memcpy(&count, bytes.data() + 2, sizeof count);
  std::memcpy(&size, bytes.data() + 4, sizeof size);
  if (count == 0 || count > kSeriesMost || bytes.size() - kHeadBytes < std::size_t{count} + size)
    return std::nullopt;
  std::vector<std::int8_t> digits(count);
  std::memcpy(digits.data(), bytes.data() + kHeadBytes, count);
  for (const std::int8_t each : digits)
    if (each != kAsTheyAre && std::abs(each) > kDigitsMost) return std::nullopt;
  const std::span<const std::byte> packed = bytes.subspan(kHeadBytes + count, size);
  auto own = std::make_shared_for_overwrite<std::byte[]>(size);
  std::ranges::copy(packed, own.get());
  auto chunk = Chunk::of(std::move(own), size, rows, std::size_t{count} * kParts, bench);
  if (!chunk || !isTierTime(chunk->firstMs()) || !isTierTime(chunk->lastMs())) return std::nullopt;
  bytes = bytes.subspan(kHeadBytes + count + size);
  return TierPack(std::move(*chunk), std::move(digits));
}

void TierPack::read(std::size_t series, std::int64_t step_ms, std::int64_t from_ms,
                    std::int64_t to_ms, Workbench& bench, std::vector<Summary>& all) const {
  if (lastMs() < from_ms || firstMs() >= to_ms) return;
  std::array<Space, kParts> spaces;
  std::array<Cells, kParts> parts;
  for (std::size_t i = 0; i < kParts; ++i) {
    parts[i] = spaces[i].cells(chunk_.rows());
    chunk_.copyTo(series * kParts + i, parts[i], bench);
  }
  const std::vector<std::int64_t> times_ms = chunk_.timesMs();
  for (std::size_t i = 0; i < times_ms.size(); ++i) {
    if (!parts[kLeast].tells(i) || times_ms[i] < from_ms || times_ms[i] >= to_ms) continue;
    Summary& summary = all.emplace_back();
    summary.begin_ms = times_ms[i];
    summary.step_ms = step_ms;
    // Anybody's bytes may say anything: what cannot be is not known.
    const auto value = [&](Part part) { return parts[part].values[i]; };
    if (parts[kLeast].qualities[i] >= PV_UNKNOWN || !parts[kMost].tells(i) ||
        !parts[kBetween].tells(i) || !parts[kCount].tells(i))
      continue;
    const double least = unscaled(value(kLeast), digits_[series]),
                 most = unscaled(value(kMost), digits_[series]);
    const double way = value(kBetween) / kWayMost, count = value(kCount);
    constexpr double kCountMost = std::numeric_limits<std::uint32_t>::max();
    if (!(least <= most) || !(way >= 0 && way <= 1) || !(count >= 1 && count <= kCountMost))
      continue;
    summary.least = least;
    summary.most = most;
    summary.average =
        least == most ? least : std::clamp(least * (1 - way) + most * way, least, most);
    summary.count = static_cast<std::uint32_t>(count);
    summary.quality = parts[kLeast].qualities[i];
  }
}

}  // namespace pipevane::history

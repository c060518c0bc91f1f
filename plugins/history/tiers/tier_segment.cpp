#include "plugins/history/tiers/tier_segment.h"

#include "plugins/history/tiers/tier_pack.h"

#include <algorithm>
#include <limits>
#include <string>

namespace pipevane::history {
namespace {

constexpr std::uint8_t kSeriesBlock = 3, kIndexBlock = 4;

}  // namespace

TierSegmentWriter::TierSegmentWriter(const std::filesystem::path& path,
                                     const Dictionary& dictionary, TierHead head)
    : code_(dictionary),
      head_(std::move(head)),
      file_(BlockFile::create(path, BlockFile::Use::kSegment)) {
  head_.first_ms = std::numeric_limits<std::int64_t>::max();
  head_.last_ms = std::numeric_limits<std::int64_t>::min();
}

void TierSegmentWriter::add(SeriesId series, const std::vector<Summary>& minutes,
                            const std::vector<Summary>& hours, Workbench& bench) {
  if (!code_.knows(series)) return;
  head_.series.push_back(series);
  head_.first_ms = std::min(head_.first_ms, hours.front().begin_ms);
  head_.last_ms = std::max(head_.last_ms, (head_.has_minutes ? minutes : hours).back().begin_ms);
  if (head_.has_minutes) append(minutes, bench);
  append(hours, bench);
}

void TierSegmentWriter::append(const std::vector<Summary>& all, Workbench& bench) {
  std::vector<std::byte> body;
  TierPack::write({&all, 1}, bench, body);
  file_.append(kSeriesBlock, body);
}

void TierSegmentWriter::finish() {
  file_.append(kIndexBlock, code_.write(head_));
  file_.finish();
}

TierSegment::TierSegment(std::filesystem::path path, const Dictionary& dictionary)
    : path_(std::move(path)) {
  BlockFile file = BlockFile::open(path_);
  const auto index = file.last(kIndexBlock);
  if (!index || !TierHeadCode(dictionary).read(*index, head_))
    throw DiskError(DiskError::Kind::kDamaged, "\"" + path_.string() + "\" has no index");
  for (std::uint32_t i = 0; i < head_.series.size(); ++i)
    if (head_.series[i] != PV_NONE) places_.emplace_back(head_.series[i], i);
  std::ranges::sort(places_);
  // The places have them.
  head_.series = {};
}

std::vector<SeriesId> TierSegment::series() const {
  std::vector<SeriesId> all;
  for (const auto& [series, place] : places_)
    if (all.empty() || all.back() != series) all.push_back(series);
  return all;
}

std::optional<std::uint32_t> TierSegment::place(SeriesId series) const {
  const auto found =
      std::ranges::lower_bound(places_, series, {}, &std::pair<SeriesId, std::uint32_t>::first);
  if (found == places_.end() || found->first != series) return std::nullopt;
  return found->second;
}

void TierSegment::read(std::span<const SeriesId> series, const TierRange& range, Workbench& bench,
                       std::span<std::vector<Summary>> all) {
  if (head_.last_ms < range.from_ms || head_.first_ms >= range.to_ms) return;
  const bool minutes = head_.has_minutes && range.tier_ms < kHourMs;
  for (std::size_t i = 0; i < series.size(); ++i) {
    const auto found = place(series[i]);
    if (!found) continue;
    if (!file_) file_.emplace(BlockFile::open(path_));
    const std::uint32_t number = head_.has_minutes ? 2 * *found + (minutes ? 1U : 2U) : *found + 1U;
    part([&] {
      const auto block = file_->block(number, kSeriesBlock);
      if (!block)
        throw DiskError(DiskError::Kind::kDamaged, "\"" + path_.string() + "\" lacks a part");
      for (std::span<const std::byte> left = *block; !left.empty();) {
        const auto pack = TierPack::take(left, bench);
        if (!pack)
          throw DiskError(DiskError::Kind::kDamaged,
                          "a part of \"" + path_.string() + "\" makes no sense");
        if (pack->series() > 0)
          pack->read(0, minutes ? kMinuteMs : kHourMs, range.from_ms, range.to_ms, bench, all[i]);
      }
    });
  }
}

std::size_t TierSegment::memoryBytes() const { return places_.capacity() * sizeof(places_[0]); }

}  // namespace pipevane::history

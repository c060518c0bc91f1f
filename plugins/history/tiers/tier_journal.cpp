#include "plugins/history/tiers/tier_journal.h"

#include "plugins/history/tiers/tier_pack.h"

#include <algorithm>
#include <iterator>
#include <string>

namespace pipevane::history {
namespace {

constexpr std::uint8_t kHeadBlock = 1, kMinutesBlock = 2;

std::string senseless(const std::filesystem::path& path) {
  return "a part of \"" + path.string() + "\" makes no sense";
}

}  // namespace

std::unique_ptr<TierJournal> TierJournal::create(const std::filesystem::path& path,
                                                 const Dictionary& dictionary) {
  return std::unique_ptr<TierJournal>(
      new TierJournal(path, BlockFile::create(path, BlockFile::Use::kJournal), dictionary));
}

void TierJournal::load(const std::function<void(const TierHead&)>& visit) {
  TierHead head;
  bool sense = true;
  file_.eachOf(kHeadBlock, [&](std::uint32_t number, std::span<const std::byte> block) {
    sense = code_.read(block, head);
    if (!sense) return false;
    note(head, number + 1);
    visit(head);
    return true;
  });
  if (!sense) throw DiskError(DiskError::Kind::kDamaged, senseless(path_));
}

void TierJournal::append(TierHead head, std::span<const std::vector<Summary>> minutes,
                         Workbench& bench) {
  head.first_ms = std::numeric_limits<std::int64_t>::max();
  head.last_ms = std::numeric_limits<std::int64_t>::min();
  for (const std::vector<Summary>& each : minutes) {
    if (each.empty()) continue;
    head.first_ms = std::min(head.first_ms, each.front().begin_ms);
    head.last_ms = std::max(head.last_ms, each.back().begin_ms);
  }
  if (head.first_ms > head.last_ms) return;
  std::vector<std::byte> body;
  TierPack::write(minutes, bench, body);
  file_.append(kHeadBlock, code_.write(head));
  note(head, file_.append(kMinutesBlock, body));
}

// Mostly the same series come again and again.
void TierJournal::note(const TierHead& head, std::uint32_t block) {
  if (parts_.empty()) begun_ms_ = head.written_ms;
  first_ms_ = std::min(first_ms_, head.first_ms);
  last_ms_ = std::max(last_ms_, head.last_ms);
  if (head.series.empty()) return;
  std::shared_ptr<const Roster>& roster = rosters_[head.series.front()];
  if (!roster || roster->series != head.series)
    roster = std::make_shared<const Roster>(head.series);
  parts_.push_back({block, head.first_ms, head.last_ms, roster});
}

TierJournal::Roster::Roster(const std::vector<SeriesId>& told) : series(told) {
  for (std::uint32_t i = 0; i < told.size(); ++i)
    if (told[i] != PV_NONE) places.emplace_back(told[i], i);
  std::ranges::sort(places);
}

std::optional<std::size_t> TierJournal::Roster::columnOf(SeriesId whose) const {
  const auto found =
      std::ranges::lower_bound(places, whose, {}, &std::pair<SeriesId, std::uint32_t>::first);
  if (found == places.end() || found->first != whose) return std::nullopt;
  return found->second;
}

std::vector<SeriesId> TierJournal::series() const {
  std::vector<SeriesId> all;
  const Roster* last = nullptr;
  for (const Part& each : parts_) {
    if (each.roster.get() == last) continue;
    last = each.roster.get();
    for (const auto& [series, column] : last->places) all.push_back(series);
  }
  std::ranges::sort(all);
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

bool TierJournal::has(SeriesId series) const {
  return std::ranges::any_of(
      parts_, [series](const Part& each) { return each.roster->columnOf(series).has_value(); });
}

void TierJournal::read(std::span<const SeriesId> series, const TierRange& range, Workbench& bench,
                       std::span<std::vector<Summary>> all) {
  for (const Part& part : parts_) {
    if (part.last_ms < range.from_ms || part.first_ms >= range.to_ms) continue;
    // Places in the roster, and in `series`.
    std::vector<std::pair<std::size_t, std::size_t>> wanted;
    for (std::size_t i = 0; i < series.size(); ++i)
      if (const auto column = part.roster->columnOf(series[i])) wanted.emplace_back(*column, i);
    if (wanted.empty()) continue;
    this->part([&] {
      const auto block = file_.block(part.block, kMinutesBlock);
      if (!block)
        throw DiskError(DiskError::Kind::kDamaged, "\"" + path_.string() + "\" lacks a part");
      for (std::span<const std::byte> left = *block; !left.empty();) {
        const auto pack = TierPack::take(left, bench);
        if (!pack) throw DiskError(DiskError::Kind::kDamaged, senseless(path_));
        for (const auto& [column, place] : wanted)
          if (column < pack->series())
            pack->read(column, kMinuteMs, range.from_ms, range.to_ms, bench, all[place]);
      }
    });
  }
}

std::size_t TierJournal::memoryBytes() const {
  std::size_t bytes = parts_.capacity() * sizeof(Part);
  for (const auto& [first, roster] : rosters_)
    bytes += roster->series.capacity() * sizeof(roster->series[0]) +
             roster->places.capacity() * sizeof(roster->places[0]);
  return bytes;
}

}  // namespace pipevane::history

// What is old is put together, or goes.
#include "plugins/history/tiers/tier_store.h"

#include <algorithm>
#include <iterator>

namespace pipevane::history {
namespace {

constexpr std::int64_t kDayMs = 24 * kHourMs;
// Of a journal each question reads much that it does not ask for.
constexpr std::uint64_t kJournalBytesMost = 64U << 20U, kJournalBytesForced = 4 * kJournalBytesMost;
// Each question looks into every file.
constexpr std::size_t kJoined = 16;
// What is put together goes together.
constexpr std::int64_t kJoinedPart = 8;
// Where too few of one size are close to each other.
constexpr std::size_t kApartMost = 2 * kJoined;

}  // namespace

std::vector<std::string> TierStore::tidy(std::int64_t ran_ms, const std::stop_token& stop) {
  ran_ms_ = std::max(ran_ms_, ran_ms);
  replaceDamaged(ran_ms_, stop);
  if (const auto full = fullJournals(ran_ms_); !full.empty()) closeJournals(full, ran_ms_, stop);
  ageSegments(ran_ms_, stop);
  joinHours(stop);
  publish();
  return std::exchange(problems_, {});
}

std::vector<std::uint32_t> TierStore::damaged() const {
  std::vector<std::uint32_t> numbers;
  const std::lock_guard lock(mutex_);
  eachFile([&](std::uint32_t number, const TierFile& file) {
    if (!file.damage().empty()) numbers.push_back(number);
  });
  return numbers;
}

void TierStore::replaceDamaged(std::int64_t ran_ms, const std::stop_token& stop) {
  {
    const std::lock_guard lock(mutex_);
    if (!unreadable_.empty()) problems_.push_back(std::exchange(unreadable_, {}));
  }
  for (const std::uint32_t each : damaged()) {
    if (const auto segment = segments_.find(each); segment != segments_.end())
      rewrite({each}, segment->second->head(), stop);
    else if (journals_.contains(each))
      closeJournals({each}, ran_ms, stop);
  }
}

// Of those that are settled, and have been for long or are large; where there are too many, all.
std::vector<std::uint32_t> TierStore::fullJournals(std::int64_t ran_ms) const {
  std::uint64_t bytes = 0;
  std::int64_t begun_ms = kLast;
  std::vector<std::uint32_t> settled, all;
  for (const auto& [number, journal] : journals_) {
    all.push_back(number);
    bytes += journal->bytes();
    begun_ms = std::min(begun_ms, journal->begunMs());
    if (number <= settled_) settled.push_back(number);
  }
  if (journals_.size() > kJournalsMost || bytes >= kJournalBytesForced) return all;
  const bool full = !all.empty() && (ran_ms - begun_ms >= kDayMs || bytes >= kJournalBytesMost);
  return full ? settled : std::vector<std::uint32_t>();
}

void TierStore::closeJournals(const std::vector<std::uint32_t>& numbers, std::int64_t ran_ms,
                              const std::stop_token& stop) {
  if (std::ranges::find(numbers, current_) != numbers.end()) {
    written_bytes_ += journals_[current_]->bytes();
    current_ = 0;
  }
  TierHead head;
  head.written_ms = ran_ms;
  head.has_minutes = limits_.minutes_ms > 0;
  rewrite(numbers, head, stop);
}

// Of minutes that are too old the hours stay.
void TierStore::ageSegments(std::int64_t ran_ms, const std::stop_token& stop) {
  std::vector<std::uint32_t> gone, reduced;
  for (const auto& [number, segment] : segments_) {
    const std::int64_t age_ms = ran_ms - segment->head().written_ms;
    const std::int64_t minutes_ms = segment->head().has_minutes ? limits_.minutes_ms : 0;
    if (age_ms > std::max(minutes_ms, limits_.hours_ms))
      gone.push_back(number);
    else if (segment->head().has_minutes && age_ms > minutes_ms)
      reduced.push_back(number);
  }
  drop(gone);
  for (const std::uint32_t each : reduced) {
    TierHead head;
    head.written_ms = segments_[each]->head().written_ms;
    rewrite({each}, head, stop);
  }
}

// Those that were written in one part of the time for which they are kept, the oldest first.
void TierStore::joinHours(const std::stop_token& stop) {
  std::map<std::uint32_t, std::vector<std::pair<std::int64_t, std::uint32_t>>> all;
  for (const auto& [number, segment] : segments_)
    if (!segment->head().has_minutes)
      all[segment->head().generation].emplace_back(segment->head().written_ms, number);
  for (auto& [generation, files] : all) {
    if (files.size() < kJoined) continue;
    std::ranges::sort(files);
    std::vector<std::uint32_t> numbers;
    TierHead head;
    head.generation = generation + 1;
    for (const auto& [written_ms, number] : files) {
      if (numbers.size() == kJoined ||
          written_ms - files.front().first > limits_.hours_ms / kJoinedPart)
        break;
      numbers.push_back(number);
      head.written_ms = written_ms;
    }
    if (numbers.size() == kJoined || (files.size() > kApartMost && numbers.size() > 1))
      rewrite(numbers, head, stop);
  }
}

std::vector<TierFile*> TierStore::filesOf(std::span<const std::uint32_t> numbers) const {
  std::vector<TierFile*> files;
  for (const std::uint32_t each : numbers) {
    if (const auto found = journals_.find(each); found != journals_.end())
      files.push_back(found->second.get());
    if (const auto found = segments_.find(each); found != segments_.end())
      files.push_back(found->second.get());
  }
  return files;
}

// One file in the place of these.
void TierStore::rewrite(const std::vector<std::uint32_t>& numbers, TierHead head,
                        const std::stop_token& stop) {
  const std::uint32_t number = next_++;
  const bool has_minutes = head.has_minutes;
  head.instead_of = numbers;
  bool stopped = false;
  const bool any = folder_.make(number, [&](const std::filesystem::path& path) {
    TierSegmentWriter writer(path, dictionary_, std::move(head));
    stopped = !merge(filesOf(numbers), writer, has_minutes, stop);
    if (stopped || writer.empty()) return false;
    writer.finish();
    written_bytes_ += std::filesystem::file_size(path);
    return true;
  });
  if (stopped) return;
  if (any) {
    auto made = std::make_unique<TierSegment>(folder_.segment(number), dictionary_);
    const std::lock_guard lock(mutex_);
    segments_[number] = std::move(made);
  }
  drop(numbers);
}

// All that is in these. Who reads meanwhile waits for some series at most. False: it was stopped.
bool TierStore::merge(std::span<TierFile* const> files, TierSegmentWriter& writer, bool has_minutes,
                      const std::stop_token& stop) {
  std::vector<SeriesId> series;
  for (const TierFile* const each : files)
    std::ranges::copy(each->series(), std::back_inserter(series));
  std::ranges::sort(series);
  series.erase(std::unique(series.begin(), series.end()), series.end());
  const TierRange range{has_minutes ? kMinuteMs : kHourMs, kFirst, kLast};
  for (std::span<const SeriesId> left = series; !left.empty();) {
    if (stop.stop_requested()) return false;
    const std::span<const SeriesId> part = left.first(std::min(left.size(), kSeriesAtOnce));
    left = left.subspan(part.size());
    std::vector<std::vector<Summary>> all(part.size());
    {
      const std::lock_guard lock(mutex_);
      for (TierFile* const each : files) each->read(part, range, bench_, all);
    }
    for (std::size_t i = 0; i < part.size(); ++i) {
      if (all[i].empty()) continue;
      const std::vector<Summary> fine = summed(std::move(all[i]), range.tier_ms);
      writer.add(part[i], fine, has_minutes ? summed(fine, kHourMs) : fine, bench_);
    }
  }
  return true;
}

// What is damaged is set aside.
void TierStore::drop(std::span<const std::uint32_t> numbers) {
  std::map<std::uint32_t, std::string> why;
  {
    const std::lock_guard lock(mutex_);
    eachFile([&](std::uint32_t number, const TierFile& file) { why[number] = file.damage(); });
    for (const std::uint32_t each : numbers) {
      journals_.erase(each);
      segments_.erase(each);
    }
  }
  for (const std::uint32_t each : numbers)
    for (const auto& file : {folder_.journal(each), folder_.segment(each)}) {
      std::error_code ignored;
      if (!why[each].empty() && std::filesystem::exists(file, ignored))
        problems_.push_back(why[each] + "; what is left of it is kept, and it is now \"" +
                            folder_.setAside(file) + "\"");
      else
        folder_.remove(file);
    }
}

}  // namespace pipevane::history

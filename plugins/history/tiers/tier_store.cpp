#include "plugins/history/tiers/tier_store.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <limits>
#include <tuple>

namespace pipevane::history {
namespace {

constexpr std::int64_t kDayMs = 24 * kHourMs;
// Of a journal each question reads much that it does not ask for.
constexpr std::uint64_t kJournalBytesMost = 64U << 20U;
constexpr std::size_t kJournalsMost = 32;
// Each question looks into every file.
constexpr std::size_t kJoined = 16;
// What is put together goes together.
constexpr std::int64_t kJoinedPart = 8;
// That are held open.
constexpr std::size_t kOpenMost = 8;
constexpr std::int64_t kFirst = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kLast = std::numeric_limits<std::int64_t>::max();

bool sameTime(const Summary& one, const Summary& other) {
  return one.begin_ms == other.begin_ms && one.step_ms == other.step_ms;
}

// Each time once.
void order(std::vector<Summary>& all) {
  const auto sooner = [](const Summary& one, const Summary& other) {
    return std::tie(one.begin_ms, one.step_ms) < std::tie(other.begin_ms, other.step_ms);
  };
  if (!std::ranges::is_sorted(all, sooner)) std::ranges::stable_sort(all, sooner);
  std::size_t made = 0;
  for (const Summary& each : all) {
    if (made > 0 && sameTime(all[made - 1], each))
      all[made - 1].add(each);
    else
      all[made++] = each;
  }
  all.resize(made);
}

}  // namespace

TierStore::TierStore(std::filesystem::path folder, const Dictionary& dictionary, TierLimits limits,
                     std::vector<std::string>& problems)
    : folder_(std::move(folder)), dictionary_(dictionary), limits_(limits) {
  load(problems);
  publish();
}

void TierStore::load(std::vector<std::string>& problems) {
  for (const std::uint32_t each : folder_.unfinishedOnes())
    folder_.remove(folder_.unfinished(each));
  for (const auto& numbers : {folder_.journals(), folder_.segments()})
    if (!numbers.empty()) next_ = std::max(next_, numbers.back() + 1);
  const auto attempt = [&](const std::filesystem::path& file, const auto& body) {
    try {
      body();
    } catch (const DiskError& error) {
      if (error.kind() == DiskError::Kind::kBegun)
        folder_.remove(file);
      else
        problems.push_back(setAside(file, error));
    }
  };
  for (const std::uint32_t each : folder_.segments())
    attempt(folder_.segment(each), [&] { loadSegment(each); });
  // Those that others took the place of, without having been removed.
  std::vector<std::uint32_t> replaced;
  for (const auto& [number, segment] : segments_)
    std::ranges::copy(segment->head().instead_of, std::back_inserter(replaced));
  drop(replaced);
  for (const std::uint32_t each : folder_.journals())
    attempt(folder_.journal(each), [&] { loadJournal(each); });
  loaded_until_ms_ = until_ms_;
}

void TierStore::loadSegment(std::uint32_t number) {
  segments_[number] = std::make_unique<TierSegment>(
      folder_.segment(number), dictionary_, [this](const TierHead& head) { noteUntil(head); });
}

void TierStore::loadJournal(std::uint32_t number) {
  journals_[number] = TierJournal::open(folder_.journal(number), dictionary_,
                                        [this](const TierHead& head) { noteUntil(head); });
}

void TierStore::noteUntil(const TierHead& head) {
  for (std::size_t i = 0; i < head.series.size(); ++i) {
    if (head.series[i] == PV_NONE) continue;
    const auto [at, is_new] = until_ms_.emplace(head.series[i], head.until_ms[i]);
    if (!is_new) at->second = std::max(at->second, head.until_ms[i]);
  }
}

// What became of it. Throws the reason where that is none to give the file up.
std::string TierStore::setAside(const std::filesystem::path& file, const DiskError& why) const {
  switch (why.kind()) {
    case DiskError::Kind::kDamaged:
      return std::string(why.what()) + "; it is now \"" + folder_.setAside(file) + "\"";
    case DiskError::Kind::kNewer:
      return std::string(why.what()) + "; it is now \"" + folder_.putBy(file) + "\"";
    default:
      throw why;
  }
}

void TierStore::add(std::span<const Departed> departed, std::int64_t now_ms) {
  const auto known_until = [this](SeriesId series) { return loadedUntil(series); };
  for (const Departed& each : departed) {
    const Gathered minutes = gathered(each, known_until, bench_);
    if (minutes.series.empty()) continue;
    const std::lock_guard lock(mutex_);
    try {
      append(journal(), minutes, now_ms);
    } catch (...) {
      giveUpCurrent();
      throw;
    }
  }
  {
    const std::lock_guard lock(mutex_);
    if (current_ == 0) return;
    try {
      journals_[current_]->commit();
    } catch (...) {
      giveUpCurrent();
      throw;
    }
  }
  publish();
}

TierJournal& TierStore::journal() {
  if (current_ != 0) return *journals_[current_];
  const std::uint32_t number = next_++;
  auto made = TierJournal::create(folder_.journal(number), dictionary_);
  current_ = number;
  return *(journals_[number] = std::move(made));
}

void TierStore::append(TierJournal& journal, const Gathered& minutes, std::int64_t now_ms) {
  std::vector<std::size_t> known;
  for (std::size_t i = 0; i < minutes.series.size(); ++i)
    if (journal.knows(minutes.series[i])) known.push_back(i);
  for (std::size_t from = 0; from < known.size(); from += kSeriesAtOnce) {
    TierHead head;
    head.written_ms = now_ms;
    head.has_minutes = true;
    std::vector<std::vector<Summary>> part;
    for (std::size_t i = from; i < std::min(known.size(), from + kSeriesAtOnce); ++i) {
      head.series.push_back(minutes.series[known[i]]);
      head.until_ms.push_back(minutes.until_ms[known[i]]);
      part.push_back(minutes.minutes[known[i]]);
    }
    noteUntil(head);
    journal.append(std::move(head), part, bench_);
  }
}

// What is not committed is gone, what is stays readable, and another one begins.
void TierStore::giveUpCurrent() {
  const std::uint32_t number = std::exchange(current_, 0);
  if (number == 0) return;
  written_bytes_ += journals_[number]->bytes();
  journals_.erase(number);
  try {
    loadJournal(number);
  } catch (const DiskError&) {
    // The next start looks at it again.
  }
}

std::vector<std::string> TierStore::tidy(std::int64_t now_ms, const std::stop_token& stop) {
  replaceDamaged(now_ms, stop);
  if (journalsAreFull(now_ms)) closeJournals(now_ms, stop);
  ageSegments(now_ms, stop);
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

void TierStore::replaceDamaged(std::int64_t now_ms, const std::stop_token& stop) {
  {
    const std::lock_guard lock(mutex_);
    if (!unreadable_.empty()) problems_.push_back(std::exchange(unreadable_, {}));
  }
  for (const std::uint32_t each : damaged()) {
    if (const auto segment = segments_.find(each); segment != segments_.end())
      rewrite({each}, segment->second->head(), stop);
    else if (journals_.contains(each))
      closeJournals(now_ms, stop);
  }
}

bool TierStore::journalsAreFull(std::int64_t now_ms) const {
  if (journals_.empty()) return false;
  std::uint64_t bytes = 0;
  std::int64_t begun_ms = kLast;
  for (const auto& [number, journal] : journals_) {
    bytes += journal->bytes();
    begun_ms = std::min(begun_ms, journal->begunMs());
  }
  return now_ms - begun_ms >= kDayMs || bytes >= kJournalBytesMost ||
         journals_.size() > kJournalsMost;
}

void TierStore::closeJournals(std::int64_t now_ms, const std::stop_token& stop) {
  std::vector<std::uint32_t> numbers;
  for (const auto& [number, journal] : journals_) numbers.push_back(number);
  if (current_ != 0) written_bytes_ += journals_[current_]->bytes();
  current_ = 0;
  TierHead head;
  head.written_ms = now_ms;
  head.has_minutes = limits_.minutes_ms > 0;
  rewrite(numbers, head, stop);
}

// Of minutes that are too old the hours stay.
void TierStore::ageSegments(std::int64_t now_ms, const std::stop_token& stop) {
  std::vector<std::uint32_t> gone, reduced;
  for (const auto& [number, segment] : segments_) {
    const std::int64_t age_ms = now_ms - segment->head().written_ms;
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

void TierStore::joinHours(const std::stop_token& stop) {
  std::map<std::uint32_t, std::vector<std::uint32_t>> by_generation;
  for (const auto& [number, segment] : segments_)
    if (!segment->head().has_minutes) by_generation[segment->head().generation].push_back(number);
  for (const auto& [generation, numbers] : by_generation) {
    if (numbers.size() < kJoined) continue;
    std::int64_t oldest_ms = kLast, newest_ms = kFirst;
    for (const std::uint32_t each : numbers) {
      oldest_ms = std::min(oldest_ms, segments_[each]->head().written_ms);
      newest_ms = std::max(newest_ms, segments_[each]->head().written_ms);
    }
    if (newest_ms - oldest_ms > limits_.hours_ms / kJoinedPart) continue;
    TierHead head;
    head.written_ms = newest_ms;
    head.generation = generation + 1;
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
  const std::filesystem::path path = folder_.unfinished(number);
  const bool has_minutes = head.has_minutes;
  head.instead_of = numbers;
  bool any = false;
  try {
    folder_.remove(path);
    TierSegmentWriter writer(path, dictionary_, std::move(head));
    if (!merge(filesOf(numbers), writer, has_minutes, stop)) return folder_.remove(path);
    any = !writer.empty();
    if (any) {
      writer.finish();
      written_bytes_ += std::filesystem::file_size(path);
      folder_.finish(number);
      auto made = std::make_unique<TierSegment>(folder_.segment(number), dictionary_,
                                                [](const TierHead&) {});
      const std::lock_guard lock(mutex_);
      segments_[number] = std::move(made);
    }
  } catch (const std::filesystem::filesystem_error& error) {
    folder_.remove(path);
    throw DiskError(DiskError::Kind::kElse, error.what());
  } catch (const DiskError&) {
    folder_.remove(path);
    throw;
  }
  if (!any) folder_.remove(path);
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
      writer.add(part[i], until_ms_[part[i]], fine, has_minutes ? summed(fine, kHourMs) : fine,
                 bench_);
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

// Locked.
template <class Visit>
void TierStore::eachFile(Visit visit) const {
  for (const auto& [number, file] : segments_) visit(number, static_cast<TierFile&>(*file));
  for (const auto& [number, file] : journals_) visit(number, static_cast<TierFile&>(*file));
}

void TierStore::read(std::span<const SeriesId> series, const TierRange& range,
                     std::span<std::vector<Summary>> all) const {
  std::vector<SeriesId> ascending(series.begin(), series.end());
  std::ranges::sort(ascending);
  ascending.erase(std::unique(ascending.begin(), ascending.end()), ascending.end());
  std::vector<std::vector<Summary>> found(ascending.size());
  {
    const std::lock_guard lock(mutex_);
    eachFile([&](std::uint32_t, TierFile& file) {
      if (file.lastMs() < range.from_ms || file.firstMs() >= range.to_ms) return;
      std::vector<std::vector<Summary>> of_file(ascending.size());
      try {
        file.read(ascending, range, read_bench_, of_file);
      } catch (const DiskError& error) {
        unreadable_ = error.what();
      }
      for (std::size_t i = 0; i < found.size(); ++i)
        std::ranges::copy(of_file[i], std::back_inserter(found[i]));
      closeSome(file);
    });
  }
  for (std::vector<Summary>& each : found) {
    if (range.tier_ms >= kHourMs)
      each = summed(std::move(each), kHourMs);
    else
      order(each);
  }
  for (std::size_t i = 0; i < series.size(); ++i) {
    const auto at = std::ranges::lower_bound(ascending, series[i]);
    all[i] = found[static_cast<std::size_t>(at - ascending.begin())];
  }
}

void TierStore::closeSome(const TierFile& but) const {
  std::size_t open = 0;
  for (const auto& [number, segment] : segments_) open += segment->isOpen() ? 1 : 0;
  for (const auto& [number, segment] : segments_) {
    if (open <= kOpenMost) return;
    if (!segment->isOpen() || segment.get() == &but) continue;
    segment->close();
    --open;
  }
}

void TierStore::forgetLoaded() {
  const std::lock_guard lock(told_mutex_);
  loaded_until_ms_ = {};
}

std::optional<std::int64_t> TierStore::loadedUntil(SeriesId series) const {
  const std::lock_guard lock(told_mutex_);
  const auto found = loaded_until_ms_.find(series);
  if (found == loaded_until_ms_.end()) return std::nullopt;
  return found->second;
}

std::optional<TierStore::Extent> TierStore::extent() const {
  const std::lock_guard lock(told_mutex_);
  return extent_;
}

TierStore::Figures TierStore::figures() const {
  const std::lock_guard lock(told_mutex_);
  return figures_;
}

std::optional<TierStore::Extent> TierStore::extentOf(std::span<const SeriesId> series) const {
  const std::lock_guard lock(mutex_);
  Extent extent{kLast, kFirst};
  eachFile([&](std::uint32_t, TierFile& file) {
    if (file.firstMs() >= extent.first_ms && file.lastMs() <= extent.last_ms) return;
    if (std::ranges::none_of(series, [&](SeriesId each) { return file.has(each); })) return;
    extent.first_ms = std::min(extent.first_ms, file.firstMs());
    extent.last_ms = std::max(extent.last_ms, file.lastMs());
  });
  if (extent.first_ms > extent.last_ms) return std::nullopt;
  return extent;
}

std::vector<SeriesId> TierStore::series() const {
  std::vector<SeriesId> all;
  const std::lock_guard lock(mutex_);
  eachFile([&](std::uint32_t, TierFile& file) {
    std::ranges::copy(file.series(), std::back_inserter(all));
  });
  std::ranges::sort(all);
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

void TierStore::publish() {
  Figures figures;
  Extent extent{kLast, kFirst};
  {
    const std::lock_guard lock(mutex_);
    figures.written_bytes = written_bytes_;
    for (const auto& [number, segment] : segments_) {
      figures.memory_bytes += segment->memoryBytes();
      std::error_code none;
      const std::uint64_t size = std::filesystem::file_size(segment->path(), none);
      if (!none) figures.bytes += size;
    }
    for (const auto& [number, journal] : journals_) {
      figures.memory_bytes += journal->memoryBytes();
      figures.bytes += journal->bytes();
      if (number == current_) figures.written_bytes += journal->bytes();
    }
    figures.files = segments_.size() + journals_.size();
    eachFile([&](std::uint32_t, const TierFile& file) {
      extent.first_ms = std::min(extent.first_ms, file.firstMs());
      extent.last_ms = std::max(extent.last_ms, file.lastMs());
    });
  }
  const std::lock_guard lock(told_mutex_);
  figures_ = figures;
  extent_.reset();
  if (extent.first_ms <= extent.last_ms) extent_ = extent;
}

}  // namespace pipevane::history

#include "plugins/history/tiers/tier_store.h"

#include <algorithm>
#include <chrono>
#include <functional>
#include <iterator>
#include <limits>
#include <tuple>

namespace pipevane::history {
namespace {

constexpr std::int64_t kDayMs = 24 * kHourMs;
// Of a journal each question reads much that it does not ask for.
constexpr std::uint64_t kJournalBytesMost = 64U << 20U, kJournalBytesForced = 4 * kJournalBytesMost;
constexpr std::size_t kJournalsMost = 32;
// Each question looks into every file.
constexpr std::size_t kJoined = 16;
// What is put together goes together.
constexpr std::int64_t kJoinedPart = 8;
// Where too few of one size are close to each other.
constexpr std::size_t kApartMost = 2 * kJoined;
// That are held open.
constexpr std::size_t kOpenMost = 8;
// Of who asks, where the disk hangs.
constexpr std::chrono::seconds kPatience{2};
constexpr const char* kHangs = "the disk of the history does not answer";
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
        problems.push_back(folder_.giveUp(file, error));
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
    attempt(folder_.journal(each), [&] { loadJournal(each, 0); });
}

void TierStore::loadSegment(std::uint32_t number) {
  auto segment = std::make_unique<TierSegment>(folder_.segment(number), dictionary_);
  ran_ms_ = std::max(ran_ms_, segment->head().written_ms);
  segments_[number] = std::move(segment);
}

// What its heads tell after the ones that are known has been told already.
void TierStore::loadJournal(std::uint32_t number, std::size_t known_heads) {
  std::size_t heads = 0;
  journals_[number] =
      TierJournal::open(folder_.journal(number), dictionary_, [&](const TierHead& head) {
        ran_ms_ = std::max(ran_ms_, head.written_ms);
        if (heads++ < known_heads) return;
        const std::lock_guard lock(told_mutex_);
        for (std::size_t i = 0; i < head.spans_ms.size(); ++i)
          if (head.series[i] != PV_NONE)
            loaded_.add(head.series[i], head.spans_ms[i].first, head.spans_ms[i].second);
      });
}

void TierStore::add(std::span<const Departed> departed, std::int64_t ran_ms) {
  ran_ms_ = std::max(ran_ms_, ran_ms);
  const auto was_told = [this](SeriesId series, std::int64_t time_ms) {
    return wasLoaded(series, time_ms);
  };
  std::vector<Gathered> all;
  for (const Departed& each : departed) {
    all.push_back(gathered(each, was_told, bench_));
    if (all.back().series.empty()) all.pop_back();
  }
  if (all.empty()) return;
  {
    const std::lock_guard lock(mutex_);
    try {
      TierJournal& journal = this->journal();
      for (const Gathered& each : all) append(journal, each, ran_ms_);
      journal.commit();
      committed_ = journal.heads();
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
  try {
    journals_[number] = TierJournal::create(folder_.journal(number), dictionary_);
  } catch (...) {
    journals_.erase(number);
    folder_.remove(folder_.journal(number));
    throw;
  }
  current_ = number;
  committed_ = 0;
  return *journals_[number];
}

void TierStore::append(TierJournal& journal, const Gathered& minutes, std::int64_t ran_ms) {
  std::vector<std::size_t> known;
  for (std::size_t i = 0; i < minutes.series.size(); ++i)
    if (journal.knows(minutes.series[i])) known.push_back(i);
  for (std::size_t from = 0; from < known.size(); from += kSeriesAtOnce) {
    TierHead head;
    head.written_ms = ran_ms;
    head.has_minutes = true;
    std::vector<std::vector<Summary>> part;
    for (std::size_t i = from; i < std::min(known.size(), from + kSeriesAtOnce); ++i) {
      head.series.push_back(minutes.series[known[i]]);
      head.spans_ms.push_back(minutes.spans_ms[known[i]]);
      part.push_back(minutes.minutes[known[i]]);
    }
    journal.append(std::move(head), part, bench_);
  }
}

// Locked. What was not committed is gone, or was written all the same: then it is not told again.
void TierStore::giveUpCurrent() {
  const std::uint32_t number = std::exchange(current_, 0);
  if (number == 0) return;
  written_bytes_ += journals_[number]->bytes();
  journals_.erase(number);
  try {
    loadJournal(number, committed_);
  } catch (const DiskError&) {
    // The next start looks at it again.
  }
}

void TierStore::cut() {
  const std::lock_guard lock(mutex_);
  // Of too many that are not long the last one goes on.
  if (current_ != 0 && journals_.size() < kJournalsMost / 2) {
    written_bytes_ += journals_[current_]->bytes();
    current_ = 0;
  }
  for (const auto& [number, journal] : journals_)
    if (number != current_) cut_ = std::max(cut_, number);
}

void TierStore::settle() { settled_ = cut_; }

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
      auto made = std::make_unique<TierSegment>(folder_.segment(number), dictionary_);
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

// Locked.
template <class Visit>
void TierStore::eachFile(Visit visit) const {
  for (const auto& [number, file] : segments_) visit(number, static_cast<TierFile&>(*file));
  for (const auto& [number, file] : journals_) visit(number, static_cast<TierFile&>(*file));
}

std::string TierStore::read(std::span<const SeriesId> series, const TierRange& range,
                            std::span<std::vector<Summary>> all) const {
  std::vector<SeriesId> ascending(series.begin(), series.end());
  std::ranges::sort(ascending);
  ascending.erase(std::unique(ascending.begin(), ascending.end()), ascending.end());
  std::vector<std::vector<Summary>> found(ascending.size());
  std::string why;
  {
    const std::unique_lock lock(mutex_, kPatience);
    if (!lock) return kHangs;
    eachFile([&](std::uint32_t, TierFile& file) {
      if (file.lastMs() < range.from_ms || file.firstMs() >= range.to_ms) return;
      try {
        file.read(ascending, range, read_bench_, found);
      } catch (const DiskError& error) {
        why = unreadable_ = error.what();
      }
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
  return why;
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

bool TierStore::isThere() const {
  const auto is = [](const std::filesystem::path& file) {
    std::error_code unknown;
    return std::filesystem::exists(file, unknown) || unknown;
  };
  return folder_.isNamed() && folder_.isHeld() && (current_ == 0 || is(folder_.journal(current_)));
}

void TierStore::forgetLoaded() {
  const std::lock_guard lock(told_mutex_);
  loaded_ = {};
}

bool TierStore::wasLoaded(SeriesId series) const {
  const std::lock_guard lock(told_mutex_);
  return loaded_.has(series);
}

bool TierStore::wasLoaded(SeriesId series, std::int64_t time_ms) const {
  const std::lock_guard lock(told_mutex_);
  return loaded_.has(series, time_ms);
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
  const std::unique_lock lock(mutex_, kPatience);
  if (!lock) return this->extent();
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
  const std::unique_lock lock(mutex_, kPatience);
  if (!lock) throw DiskError(DiskError::Kind::kElse, kHangs);
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

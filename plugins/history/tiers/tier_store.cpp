#include "plugins/history/tiers/tier_store.h"

#include <algorithm>
#include <iterator>

namespace pipevane::history {

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
  ToldSpans now;
  const auto was_told = [&](SeriesId series, std::int64_t time_ms) {
    return wasLoaded(series, time_ms) || now.has(series, time_ms);
  };
  std::vector<Gathered> all;
  for (const Departed& each : departed) {
    all.push_back(gathered(each, was_told, bench_));
    if (remembers_) remember(all.back(), now);
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
  if (remembers_) {
    const std::lock_guard lock(told_mutex_);
    for (const Gathered& each : all) remember(each, loaded_);
  }
  publish();
}

void TierStore::remember(const Gathered& told, ToldSpans& spans) {
  for (std::size_t i = 0; i < told.series.size(); ++i)
    spans.add(told.series[i], told.spans_ms[i].first, told.spans_ms[i].second);
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

bool TierStore::isThere() const {
  return folder_.isNamed() && folder_.isHeld() &&
         (current_ == 0 || !HistoryFolder::isGone(folder_.journal(current_)));
}

void TierStore::forgetLoaded() {
  remembers_ = false;
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

#include "plugins/history/sample_store.h"

#include <algorithm>

namespace pipevane::history {
namespace {

constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::min();
// A source whose clock is further ahead does not age what the others sent.
constexpr std::int64_t kAheadMaxMs = 86'400'000;
// The limit is looked at this often within a large batch.
constexpr std::size_t kSlice = 4096;
constexpr std::int64_t kHeadSweepMs = 60'000;
// A node of a std::set of pairs, about.
constexpr std::size_t kIndexBytes = 64;
// How far ahead the memory of coming samples is asked for: a series is a page of its own, and the
// processor cannot guess the next one.
constexpr std::size_t kFetchEntry = 16, kFetchWrite = 8;

}  // namespace

SampleStore::SampleStore(SampleLimits limits, std::function<bool(SeriesId)> exists)
    : limits_(limits), exists_(std::move(exists)) {}

void SampleStore::add(std::int64_t time_ms, std::span<const SeriesId> series,
                      std::span<const double> values, std::span<const std::uint8_t> qualities,
                      std::int64_t now_ms) {
  now_ms_ = now_ms;
  if (!series.empty()) newest_ms_ = std::max(newest_ms_, time_ms);
  if (time_ms < horizonMs()) {
    tally_.expired += series.size();
    return;
  }
  for (std::size_t at = 0; at < series.size(); at += kSlice) {
    const std::size_t count = std::min(kSlice, series.size() - at);
    addSlice(time_ms, series.subspan(at, count), values.subspan(at, count),
             qualities.subspan(at, count));
    if (beyondLimit()) evict();
  }
  expire();
}

void SampleStore::addSlice(std::int64_t time_ms, std::span<const SeriesId> series,
                           std::span<const double> values,
                           std::span<const std::uint8_t> qualities) {
  for (std::size_t i = 0; i < series.size(); ++i) {
    if (i + kFetchEntry < series.size() && series[i + kFetchEntry] < entries_.size())
      __builtin_prefetch(&entries_[series[i + kFetchEntry]], 1);
    if (i + kFetchWrite < series.size() && series[i + kFetchWrite] < entries_.size())
      __builtin_prefetch(entries_[series[i + kFetchWrite]].samples.nextWrite(), 1);
    addOne(series[i], {time_ms, values[i], std::min<std::uint8_t>(qualities[i], PV_UNKNOWN)});
  }
}

void SampleStore::addOne(SeriesId series, const Point& point) {
  if (series >= entries_.size() && !makeRoomFor(series)) {
    ++tally_.refused;
    return;
  }
  SeriesSamples& samples = entries_[series].samples;
  if (samples.append(point, tally_)) [[likely]] {
    ++tally_.samples;
    return;
  }
  if (samples.empty()) {
    if (beyondLimit()) {
      ++tally_.refused;
      return;
    }
    ++live_series_;
  }
  const std::optional<std::int64_t> before = samples.oldestBlockEndMs();
  if (!samples.add(point, scratch_, tally_)) {
    ++tally_.duplicates;
    return;
  }
  ++tally_.samples;
  if (samples.oldestBlockEndMs() != before) index(series);
}

// The table of series takes at most half of the memory: series without room for samples are of no
// use.
bool SampleStore::makeRoomFor(SeriesId series) {
  const std::size_t most = limits_.bytes / 2 / sizeof(Entry);
  if (series >= most || !exists_(series)) return false;
  const std::size_t capacity = entries_.capacity();
  if (series >= capacity)
    entries_.reserve(std::min(std::max(std::size_t{series} + 1, capacity * 2), most));
  entries_.resize(std::size_t{series} + 1);
  tally_.bytes += (entries_.capacity() - capacity) * sizeof(Entry);
  return true;
}

void SampleStore::collect(SeriesId series, std::int64_t from_ms, std::int64_t to_ms,
                          std::vector<Point>& points) const {
  if (series >= entries_.size()) return;
  entries_[series].samples.collect(std::max(from_ms, horizonMs()), to_ms, points);
}

std::pair<std::int64_t, std::int64_t> SampleStore::extent() const {
  std::int64_t oldest = std::numeric_limits<std::int64_t>::max(), newest = kNever;
  for (const Entry& entry : entries_) {
    if (entry.samples.empty()) continue;
    oldest = std::min(oldest, entry.samples.firstMs());
    newest = std::max(newest, entry.samples.lastMs());
  }
  if (newest == kNever || newest < horizonMs()) return {0, 0};
  return {std::max(oldest, horizonMs()), newest};
}

std::int64_t SampleStore::horizonMs() const {
  if (newest_ms_ == kNever) return kNever;
  const bool ahead = newest_ms_ - kAheadMaxMs > now_ms_;
  const std::int64_t newest = ahead ? now_ms_ : newest_ms_;
  return newest < kNever + limits_.retention_ms ? kNever : newest - limits_.retention_ms;
}

Tally SampleStore::tally() const {
  Tally all = tally_;
  all.bytes += by_age_.size() * kIndexBytes + scratch_.capacity() * sizeof(Point);
  return all;
}

void SampleStore::index(SeriesId series) {
  Entry& entry = entries_[series];
  if (entry.indexed_ms != kNotIndexed) by_age_.erase({entry.indexed_ms, series});
  entry.indexed_ms = entry.samples.oldestBlockEndMs().value_or(kNotIndexed);
  if (entry.indexed_ms != kNotIndexed) by_age_.emplace(entry.indexed_ms, series);
}

void SampleStore::dropOldestBlock(std::uint64_t& counter) {
  const SeriesId series = by_age_.begin()->second;
  const std::size_t count = entries_[series].samples.dropOldestBlock(tally_);
  tally_.samples -= count;
  counter += count;
  if (entries_[series].samples.empty()) --live_series_;
  index(series);
}

void SampleStore::expire() {
  const std::int64_t horizon = horizonMs();
  while (!by_age_.empty() && by_age_.begin()->first < horizon) dropOldestBlock(tally_.expired);
  if (heads_swept_ms_ != kNever && horizon - heads_swept_ms_ < kHeadSweepMs) return;
  heads_swept_ms_ = horizon;
  expireHeads();
}

// Series whose entity is gone hold nothing but a head.
void SampleStore::expireHeads() {
  const std::int64_t horizon = horizonMs();
  for (Entry& entry : entries_) {
    if (entry.samples.empty()) continue;
    const std::size_t count = entry.samples.dropHeadBefore(horizon, tally_);
    tally_.samples -= count;
    tally_.expired += count;
    if (entry.samples.empty()) --live_series_;
  }
}

void SampleStore::evict() {
  while (beyondLimit() && !by_age_.empty()) dropOldestBlock(tally_.evicted);
  if (beyondLimit()) evictFromHeads();
}

// So many series that not even their newest samples fit.
void SampleStore::evictFromHeads() {
  for (Entry& entry : entries_) {
    const std::size_t count = entry.samples.halveHead(tally_);
    tally_.samples -= count;
    tally_.evicted += count;
  }
}

}  // namespace pipevane::history

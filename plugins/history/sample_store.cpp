#include "plugins/history/sample_store.h"

#include <algorithm>

namespace pipevane::history {
namespace {

constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kForever = std::numeric_limits<std::int64_t>::max();
// A time further ahead of the host is not this world's.
constexpr std::int64_t kAheadMs = 60'000;
// So many live samples in a row behind the newest one come from a clock that was set back; fewer
// may have overtaken each other on their way.
constexpr std::uint8_t kSetBackAfter = 3;
// Nothing came for so long: no reason to forget everything.
constexpr std::int64_t kPauseMaxMs = 600'000;
// The limit is looked at this often within a large batch.
constexpr std::size_t kSlice = 4096;
constexpr std::int64_t kSweepMs = 60'000;
// A node of a std::set of pairs, about.
constexpr std::size_t kIndexBytes = 64;
// How far ahead the memory of coming samples is asked for: a series is a page of its own, and the
// processor cannot guess the next one.
constexpr std::size_t kFetchEntry = 32, kFetchWrite = 16;

std::int64_t before(std::int64_t time_ms, std::int64_t by_ms) {
  return time_ms < kNever + by_ms ? kNever : time_ms - by_ms;
}

}  // namespace

SampleStore::SampleStore(SampleLimits limits, std::function<bool(SeriesId)> exists)
    : limits_(limits), exists_(std::move(exists)) {}

void SampleStore::add(std::int64_t time_ms, std::span<const SeriesId> series,
                      std::span<const double> values, std::span<const std::uint8_t> qualities,
                      Arrival arrival) {
  pass(arrival.steady_ms);
  arrival_ = arrival;
  batch_ahead_ = ahead(time_ms);
  horizon_ms_ = before(time_ms, limits_.retention_ms);
  for (std::size_t at = 0; at < series.size(); at += kSlice) {
    const std::size_t count = std::min(kSlice, series.size() - at);
    addSlice(time_ms, series.subspan(at, count), values.subspan(at, count),
             qualities.subspan(at, count));
    if (beyondLimit()) evict();
  }
  if (passed_ms_ - swept_at_ms_ >= kSweepMs) sweep();
}

void SampleStore::pass(std::int64_t steady_ms) {
  const std::int64_t last_ms = arrival_.steady_ms;
  if (last_ms != kNever && steady_ms > last_ms)
    passed_ms_ += std::min(steady_ms - last_ms, kPauseMaxMs);
  passed_s_ = static_cast<std::uint32_t>(passed_ms_ / 1000);
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
  Entry& entry = entries_[series];
  entry.arrived_s = passed_s_;
  if (batch_ahead_ || !entry.samples.append(point, tally_)) [[unlikely]] {
    addElsewhere(series, point);
    return;
  }
  ++tally_.samples;
  if (entry.late != 0) [[unlikely]]
    caughtUp(series);
  if (entry.indexed_ms < horizon_ms_) [[unlikely]]
    expire(series, horizonOf(series));
}

// A sample that is not just the next one, or that closes a block, or that is ahead of the host.
void SampleStore::addElsewhere(SeriesId series, const Point& point) {
  Entry& entry = entries_[series];
  SeriesSamples& samples = entry.samples;
  if (!samples.empty() && point.time_ms < samples.lastMs()) {
    if (!arrival_.backfill) noteLate(series, point.time_ms);
  } else {
    noteNewest(series, point.time_ms);
  }
  if (samples.empty()) {
    if (beyondLimit()) {
      ++tally_.refused;
      return;
    }
    ++live_series_;
  } else if (point.time_ms < horizonOf(series)) {
    ++tally_.expired;
    return;
  }
  const std::optional<std::int64_t> before = samples.oldestBlockEndMs();
  if (!samples.add(point, scratch_, tally_)) {
    ++tally_.duplicates;
    return;
  }
  ++tally_.samples;
  if (samples.oldestBlockEndMs() != before) index(series);
  expire(series, horizonOf(series));
}

// Behind the newest sample of its series: that one was ahead of its time, or the clock that gives
// the time was set back.
void SampleStore::noteLate(SeriesId series, std::int64_t time_ms) {
  Entry& entry = entries_[series];
  if (ahead(entry.samples.lastMs()) && !ahead(time_ms)) return forgetAhead(series);
  if (entry.late < kSetBackAfter) ++entry.late;
  if (entry.late == kSetBackAfter) references_[series] = {time_ms, kForever};
}

// Where it jumps ahead of the host, what was there stays for as long as it would have: the clock
// may be put right again.
void SampleStore::noteNewest(SeriesId series, std::int64_t time_ms) {
  Entry& entry = entries_[series];
  if (entry.late != 0) caughtUp(series);
  if (!batch_ahead_ || entry.samples.empty()) return;
  const std::int64_t last_ms = entry.samples.lastMs();
  if (!ahead(last_ms) && last_ms < before(time_ms, kAheadMs))
    references_[series] = {last_ms, passed_ms_ + limits_.retention_ms};
}

void SampleStore::caughtUp(SeriesId series) {
  entries_[series].late = 0;
  references_.erase(series);
}

// Else they would stand in the chart once more when their time comes.
void SampleStore::forgetAhead(SeriesId series) {
  SeriesSamples& samples = entries_[series].samples;
  const std::size_t count = samples.dropAfter(arrival_.now_ms + kAheadMs, scratch_, tally_);
  tally_.samples -= count;
  tally_.ahead += count;
  if (samples.empty()) --live_series_;
  caughtUp(series);
  index(series);
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
  if (series >= entries_.size() || entries_[series].samples.empty()) return;
  entries_[series].samples.collect(std::max(from_ms, horizonOf(series)), to_ms, points);
}

std::optional<std::int64_t> SampleStore::begin(SeriesId series) const {
  if (series >= entries_.size() || entries_[series].samples.empty()) return std::nullopt;
  return std::max(entries_[series].samples.firstMs(), horizonOf(series));
}

std::pair<std::int64_t, std::int64_t> SampleStore::extent() const {
  std::int64_t oldest = std::numeric_limits<std::int64_t>::max(), newest = kNever;
  for (SeriesId series = 0; series < entries_.size(); ++series) {
    const SeriesSamples& samples = entries_[series].samples;
    if (samples.empty()) continue;
    oldest = std::min(oldest, std::max(samples.firstMs(), horizonOf(series)));
    newest = std::max(newest, samples.lastMs());
  }
  if (newest == kNever) return {0, 0};
  return {oldest, newest};
}

std::pair<std::int64_t, std::int64_t> SampleStore::kept(std::span<const SeriesId> series) const {
  std::int64_t oldest = std::numeric_limits<std::int64_t>::max(), newest = kNever;
  for (const SeriesId each : series) {
    if (each >= entries_.size() || entries_[each].samples.empty()) continue;
    oldest = std::min(oldest, horizonOf(each));
    newest = std::max(newest, entries_[each].samples.lastMs());
  }
  if (newest == kNever) return {0, 0};
  return {oldest, newest};
}

bool SampleStore::ahead(std::int64_t time_ms) const {
  return before(time_ms, kAheadMs) > arrival_.now_ms;
}

// What is older is not told any more. Not of an empty series.
std::int64_t SampleStore::horizonOf(SeriesId series) const {
  const auto reference = references_.find(series);
  const bool jumped = reference != references_.end() && passed_ms_ < reference->second.until_ms;
  const std::int64_t newest =
      jumped ? reference->second.time_ms : entries_[series].samples.lastMs();
  return before(newest, limits_.retention_ms);
}

Tally SampleStore::tally() const {
  Tally all = tally_;
  all.bytes += (by_age_.size() + references_.size()) * kIndexBytes;
  all.bytes += scratch_.capacity() * sizeof(Point);
  return all;
}

void SampleStore::index(SeriesId series) {
  Entry& entry = entries_[series];
  if (entry.indexed_ms != kNotIndexed) by_age_.erase({entry.indexed_ms, series});
  entry.indexed_ms = entry.samples.oldestBlockEndMs().value_or(kNotIndexed);
  if (entry.indexed_ms != kNotIndexed) by_age_.emplace(entry.indexed_ms, series);
}

void SampleStore::dropOldestBlock(SeriesId series, std::uint64_t& counter) {
  const std::size_t count = entries_[series].samples.dropOldestBlock(tally_);
  tally_.samples -= count;
  counter += count;
  if (entries_[series].samples.empty()) --live_series_;
  index(series);
}

void SampleStore::expire(SeriesId series, std::int64_t horizon_ms) {
  while (entries_[series].indexed_ms < horizon_ms) dropOldestBlock(series, tally_.expired);
}

// Series that nothing arrived for within the retention: their entity is gone.
void SampleStore::sweep() {
  swept_at_ms_ = passed_ms_;
  std::erase_if(references_,
                [this](const auto& each) { return each.second.until_ms <= passed_ms_; });
  for (SeriesId series = 0; series < entries_.size(); ++series) {
    const std::int64_t silent_ms = passed_ms_ - std::int64_t{entries_[series].arrived_s} * 1000;
    if (!entries_[series].samples.empty() && silent_ms > limits_.retention_ms) forget(series);
  }
}

void SampleStore::forget(SeriesId series) {
  const std::size_t count = entries_[series].samples.dropAll(tally_);
  tally_.samples -= count;
  tally_.expired += count;
  --live_series_;
  caughtUp(series);
  index(series);
}

void SampleStore::evict() {
  while (beyondLimit() && !by_age_.empty())
    dropOldestBlock(by_age_.begin()->second, tally_.evicted);
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

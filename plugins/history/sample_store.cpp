#include "plugins/history/sample_store.h"

#include <algorithm>
#include <limits>

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
// A node of a std::map, about.
constexpr std::size_t kReferenceBytes = 64;
// How far ahead the memory of coming samples is asked for: a series is a page of its own, and the
// processor cannot guess the next one.
constexpr std::size_t kFetchEntry = 32, kFetchWrite = 16;

std::int64_t before(std::int64_t time_ms, std::int64_t by_ms) {
  return time_ms < kNever + by_ms ? kNever : time_ms - by_ms;
}

}  // namespace

SampleStore::SampleStore(SampleLimits limits, OwnerOf owner_of)
    : limits_(limits), owner_of_(std::move(owner_of)) {}

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
    if (i + kFetchEntry < series.size())
      if (const Entry* const coming = table_.find(series[i + kFetchEntry]))
        __builtin_prefetch(coming, 1);
    if (i + kFetchWrite < series.size())
      if (const Entry* const coming = table_.find(series[i + kFetchWrite]))
        __builtin_prefetch(coming->samples.nextWrite(), 1);
    addOne(series[i], {time_ms, values[i], std::min<std::uint8_t>(qualities[i], PV_UNKNOWN)});
  }
}

void SampleStore::addOne(SeriesId series, const Point& point) {
  Entry* const entry = table_.find(series);
  if (entry == nullptr || batch_ahead_ || !entry->samples.append(point, tallyOf(*entry)))
      [[unlikely]] {
    if (Entry* const place = entry == nullptr || entry->samples.empty() ? begun(series) : entry)
      addElsewhere(series, *place, point);
    else
      ++tally_.refused;
    return;
  }
  entry->arrived_s = passed_s_;
  ++tally_.samples;
  if (entry->late != 0) [[unlikely]]
    caughtUp(series, *entry);
  if (entry->indexed_ms < horizon_ms_) [[unlikely]]
    expire(series, *entry, horizonOf(series, *entry));
}

// A sample that is not just the next one, or that closes a block, or that is ahead of the host.
void SampleStore::addElsewhere(SeriesId series, Entry& entry, const Point& point) {
  SeriesSamples& samples = entry.samples;
  entry.arrived_s = passed_s_;
  if (!samples.empty() && point.time_ms < samples.lastMs()) {
    if (!arrival_.backfill) noteLate(series, entry, point.time_ms);
  } else {
    noteNewest(series, entry, point.time_ms);
  }
  if (!samples.empty() && point.time_ms < horizonOf(series, entry)) {
    ++tally_.expired;
    return;
  }
  const std::optional<std::int64_t> before = samples.oldestBlockEndMs();
  if (!samples.add(point, scratch_, tallyOf(entry))) {
    ++tally_.duplicates;
    return;
  }
  ++tally_.samples;
  if (samples.oldestBlockEndMs() != before) index(series, entry);
  expire(series, entry, horizonOf(series, entry));
}

// Behind the newest sample of its series: that one was ahead of its time, or the clock that gives
// the time was set back.
void SampleStore::noteLate(SeriesId series, Entry& entry, std::int64_t time_ms) {
  if (ahead(entry.samples.lastMs()) && !ahead(time_ms)) return forgetAhead(series, entry);
  if (entry.late < kSetBackAfter) ++entry.late;
  if (entry.late == kSetBackAfter) references_[series] = {time_ms, kForever};
}

// Where it jumps ahead of the host, what was there stays for as long as it would have: the clock
// may be put right again.
void SampleStore::noteNewest(SeriesId series, Entry& entry, std::int64_t time_ms) {
  if (entry.late != 0) caughtUp(series, entry);
  if (!batch_ahead_ || entry.samples.empty()) return;
  const std::int64_t last_ms = entry.samples.lastMs();
  if (!ahead(last_ms) && last_ms < before(time_ms, kAheadMs))
    references_[series] = {last_ms, passed_ms_ + limits_.retention_ms};
}

void SampleStore::caughtUp(SeriesId series, Entry& entry) {
  entry.late = 0;
  references_.erase(series);
}

// Else they would stand in the chart once more when their time comes. Another sample follows.
void SampleStore::forgetAhead(SeriesId series, Entry& entry) {
  const std::size_t count =
      entry.samples.dropAfter(arrival_.now_ms + kAheadMs, scratch_, tallyOf(entry));
  tally_.samples -= count;
  tally_.ahead += count;
  caughtUp(series, entry);
  index(series, entry);
}

// One that has no samples gets its first. Null where there is no room for it, unless others have
// more: these make some then. The table of series takes at most half of the memory of who has most
// of it: series without room for samples are of no use.
SampleStore::Entry* SampleStore::begun(SeriesId series) {
  const auto name = owner_of_(series);
  if (!name) return nullptr;
  const std::uint16_t owner = owners_.named(*name);
  Entry* entry = table_.find(series);
  const bool room =
      !beyondLimit() &&
      (entry != nullptr || table_.bytes() + SeriesTable::kPageBytes <= limits_.bytes / 2);
  if (!room && owners_.largest() == owner) return nullptr;
  if (entry == nullptr) entry = &table_.make(series);
  entry->owner = owner;
  ++owners_[owner].series;
  ++live_series_;
  return entry;
}

// It has no samples any more; what is left of it would be somebody else's, or outlive it.
void SampleStore::ended(SeriesId series, Entry& entry) {
  entry.samples.dropAll(tallyOf(entry));
  caughtUp(series, entry);
  --owners_[entry.owner].series;
  --live_series_;
}

void SampleStore::collect(SeriesId series, std::int64_t from_ms, std::int64_t to_ms,
                          std::vector<Point>& points) const {
  const Entry* const entry = table_.find(series);
  if (entry == nullptr || entry->samples.empty()) return;
  entry->samples.collect(std::max(from_ms, horizonOf(series, *entry)), to_ms, points);
}

std::optional<std::int64_t> SampleStore::begin(SeriesId series) const {
  const Entry* const entry = table_.find(series);
  if (entry == nullptr || entry->samples.empty()) return std::nullopt;
  return std::max(entry->samples.firstMs(), horizonOf(series, *entry));
}

std::pair<std::int64_t, std::int64_t> SampleStore::extent() const {
  std::int64_t oldest = std::numeric_limits<std::int64_t>::max(), newest = kNever;
  table_.each([&](SeriesId series, const Entry& entry) {
    oldest = std::min(oldest, std::max(entry.samples.firstMs(), horizonOf(series, entry)));
    newest = std::max(newest, entry.samples.lastMs());
  });
  if (newest == kNever) return {0, 0};
  return {oldest, newest};
}

std::pair<std::int64_t, std::int64_t> SampleStore::kept(std::span<const SeriesId> series) const {
  std::int64_t oldest = std::numeric_limits<std::int64_t>::max(), newest = kNever;
  for (const SeriesId each : series) {
    const Entry* const entry = table_.find(each);
    if (entry == nullptr || entry->samples.empty()) continue;
    oldest = std::min(oldest, horizonOf(each, *entry));
    newest = std::max(newest, entry->samples.lastMs());
  }
  if (newest == kNever) return {0, 0};
  return {oldest, newest};
}

bool SampleStore::ahead(std::int64_t time_ms) const {
  return before(time_ms, kAheadMs) > arrival_.now_ms;
}

// What is older is not told any more. Not of an empty series.
std::int64_t SampleStore::horizonOf(SeriesId series, const Entry& entry) const {
  const auto reference = references_.find(series);
  const bool jumped = reference != references_.end() && passed_ms_ < reference->second.until_ms;
  const std::int64_t newest = jumped ? reference->second.time_ms : entry.samples.lastMs();
  return before(newest, limits_.retention_ms);
}

Tally SampleStore::tally() const {
  Tally all = tally_;
  all.bytes = bytes();
  return all;
}

std::size_t SampleStore::bytes() const {
  return table_.bytes() + owners_.bytes() + references_.size() * kReferenceBytes +
         scratch_.capacity() * sizeof(Point);
}

void SampleStore::index(SeriesId series, Entry& entry) {
  auto& by_age = owners_[entry.owner].by_age;
  if (entry.indexed_ms != Entry::kNotIndexed) by_age.erase({entry.indexed_ms, series});
  entry.indexed_ms = entry.samples.oldestBlockEndMs().value_or(Entry::kNotIndexed);
  if (entry.indexed_ms != Entry::kNotIndexed) by_age.emplace(entry.indexed_ms, series);
}

void SampleStore::dropOldestBlock(SeriesId series, Entry& entry, std::uint64_t& counter) {
  const std::size_t count = entry.samples.dropOldestBlock(tallyOf(entry));
  tally_.samples -= count;
  counter += count;
  index(series, entry);
  if (entry.samples.empty()) ended(series, entry);
}

void SampleStore::expire(SeriesId series, Entry& entry, std::int64_t horizon_ms) {
  while (entry.indexed_ms < horizon_ms) dropOldestBlock(series, entry, tally_.expired);
}

// Series that nothing arrived for within the retention: their entity is gone.
void SampleStore::sweep() {
  swept_at_ms_ = passed_ms_;
  std::erase_if(references_,
                [this](const auto& each) { return each.second.until_ms <= passed_ms_; });
  table_.sweep([this](SeriesId series, Entry& entry) {
    const std::int64_t silent_ms = passed_ms_ - std::int64_t{entry.arrived_s} * 1000;
    if (silent_ms > limits_.retention_ms) forget(series, entry, tally_.expired);
  });
}

void SampleStore::forget(SeriesId series, Entry& entry, std::uint64_t& counter) {
  const std::size_t count = entry.samples.dropAll(tallyOf(entry));
  tally_.samples -= count;
  counter += count;
  index(series, entry);
  ended(series, entry);
}

// The oldest of whoever has most; of others only where that one has nothing left to give.
void SampleStore::evict() {
  while (beyondLimit()) {
    std::uint16_t owner = owners_.largest();
    if (owners_[owner].by_age.empty()) {
      if (evictFromHeads(owner)) return;
      if (evictSilent(owner)) continue;
      owner = owners_.largestWithBlocks();
    }
    const auto& by_age = owners_[owner].by_age;
    if (by_age.empty()) return;
    evicted_from_ = owners_[owner].name;
    const SeriesId series = by_age.begin()->second;
    dropOldestBlock(series, *table_.find(series), tally_.evicted);
  }
}

// So many series that not even their newest samples fit. False where none went.
bool SampleStore::evictFromHeads(std::uint16_t owner) {
  const std::uint64_t before = tally_.evicted;
  table_.sweep([&](SeriesId, Entry& entry) {
    if (entry.owner != owner) return;
    const std::size_t count = entry.samples.halveHead(tallyOf(entry));
    tally_.samples -= count;
    tally_.evicted += count;
  });
  if (tally_.evicted != before) evicted_from_ = owners_[owner].name;
  return tally_.evicted != before;
}

// Series of a sample each, as of who names others all the time: those that nothing arrived for the
// longest. False where all are of the same age.
bool SampleStore::evictSilent(std::uint16_t owner) {
  std::uint32_t oldest = std::numeric_limits<std::uint32_t>::max(), newest = 0;
  table_.each([&](SeriesId, const Entry& entry) {
    if (entry.owner != owner) return;
    oldest = std::min(oldest, entry.arrived_s);
    newest = std::max(newest, entry.arrived_s);
  });
  if (oldest >= newest) return false;
  table_.sweep([&](SeriesId series, Entry& entry) {
    if (entry.owner == owner && entry.arrived_s == oldest) forget(series, entry, tally_.evicted);
  });
  evicted_from_ = owners_[owner].name;
  return true;
}

}  // namespace pipevane::history

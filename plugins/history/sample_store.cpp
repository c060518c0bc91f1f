#include "plugins/history/sample_store.h"

#include "plugins/history/codec/forms.h"
#include "plugins/history/columns/frame_moment.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

namespace pipevane::history {
namespace {

constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kForever = std::numeric_limits<std::int64_t>::max();
// A time further ahead of the host is not this world's.
constexpr std::int64_t kAheadMs = 60'000;
// So many live rows in a row behind the newest one come from a clock that was set back; fewer may
// have overtaken each other on their way.
constexpr std::uint8_t kSetBackAfter = 3;
// Nothing came for so long: no reason to forget everything.
constexpr std::int64_t kPauseMaxMs = 600'000;
// The limit is looked at this often within a large batch.
constexpr std::size_t kSlice = 4096;
constexpr std::int64_t kSweepMs = 60'000;
// Whoever was told since then still is.
constexpr std::int64_t kLatelyS = 120;

std::int64_t before(std::int64_t time_ms, std::int64_t by_ms) {
  return time_ms < kNever + by_ms ? kNever : time_ms - by_ms;
}

}  // namespace

SampleStore::SampleStore(SampleLimits limits, OwnerOf owner_of, FactsOf facts_of) {
  goOnWith(limits, std::move(owner_of), std::move(facts_of));
}

void SampleStore::goOnWith(SampleLimits limits, OwnerOf owner_of, FactsOf facts_of) {
  limits_ = limits;
  owner_of_ = std::move(owner_of);
  facts_of_ = std::move(facts_of);
  ratio_scale_ = std::pow(10.0, limits.ratio_places);
}

void SampleStore::add(std::int64_t time_ms, std::span<const SeriesId> series,
                      std::span<const double> values, std::span<const std::uint8_t> qualities,
                      Arrival arrival) {
  pass(arrival.steady_ms);
  arrival_ = arrival;
  batch_ahead_ = ahead(time_ms);
  const Incoming batch{time_ms, series};
  for (std::size_t i = 0; i < series.size(); ++i) {
    if (!seek(batch, i)) continue;
    const std::size_t column = cursor_.column++;
    Row& row = *cursor_.row;
    if (row.tells(column) || (cursor_.behind && toldElsewhere(series[i], time_ms))) {
      ++tally_.duplicates;
      continue;
    }
    Column& told = frames_[cursor_.frame].frame.columns[column];
    row.values[column] = ratio_scale_ == 1 ? values[i] : kept(values[i], told.rounding);
    row.qualities[column] = std::min<std::uint8_t>(qualities[i], PV_UNKNOWN);
    told.told_s = passed_s_;
    ++tally_.samples;
    if (cursor_.forgets_ahead) [[unlikely]]
      told_again_.push_back(column);
    if (i % kSlice == kSlice - 1 && beyondLimit()) evict();
  }
  frames_.endBatch(cursor_.frame);
  leave();
  if (beyondLimit()) evict();
  if (passed_ms_ - swept_at_ms_ >= kSweepMs) sweep();
}

void SampleStore::pass(std::int64_t steady_ms) {
  const std::int64_t last_ms = arrival_.steady_ms;
  if (last_ms != kNever && steady_ms > last_ms)
    passed_ms_ += std::min(steady_ms - last_ms, kPauseMaxMs);
  passed_s_ = static_cast<std::uint32_t>(passed_ms_ / 1000);
}

double SampleStore::kept(double value, Rounding rounding) const {
  // What has so many digits before its point keeps none behind it.
  if (!(std::abs(value) * ratio_scale_ < kMostExact)) return value;
  switch (rounding) {
    case Rounding::kRatio:
      return std::round(value * ratio_scale_) / ratio_scale_;
    case Rounding::kPercent:
      // As it would be computed of the ratio that is kept.
      return std::round(value / 100 * ratio_scale_) / ratio_scale_ * 100.0;
    default:
      return value;
  }
}

// Moves the cursor to the sample's cell. False: it is not kept, and counted.
bool SampleStore::seek(const Incoming& batch, std::size_t at) {
  const SeriesId series = batch.series[at];
  // A column that nobody is told in any more has no series either.
  if (series == PV_NONE) [[unlikely]] {
    ++tally_.refused;
    return false;
  }
  if (cursor_.row != nullptr) {
    const auto& columns = frames_[cursor_.frame].frame.columns;
    if (cursor_.column < columns.size() && columns[cursor_.column].series == series) return true;
  }
  auto place = frames_.placeOf(series);
  if (!place) {
    if (!settle(batch, at)) {
      ++tally_.refused;
      return false;
    }
    place = frames_.placeOf(series);
  }
  if (place->frame != cursor_.frame) {
    leave();
    if (separate(batch, at, place->frame)) return seek(batch, at);
    enter(place->frame, batch.time_ms);
  }
  cursor_.column = place->column;
  if (cursor_.row != nullptr) return true;
  ++tally_.expired;
  return false;
}

// One that has no place gets one. False where there is no room for it, unless others have more:
// these make some then. The table of series takes at most half of the memory of who has most of it:
// series without room for samples are of no use.
bool SampleStore::settle(const Incoming& batch, std::size_t at) {
  const SeriesId series = batch.series[at];
  const auto name = owner_of_(series);
  if (!name) return false;
  const bool room =
      !beyondLimit() && (frames_.hasPage(series) ||
                         frames_.tableBytes() + SeriesTable::kPageBytes <= limits_.bytes / 2);
  if (!room && frames_.owners().largest() == frames_.owner(*name)) return false;
  frames_.place(batch, at, cursor_.frame, *name, facts_of_ ? facts_of_(series) : Facts{});
  if (cursor_.row != nullptr) cursor_.row->widen(frames_[cursor_.frame].frame.columns.size());
  return true;
}

// A live time that is ahead of the host, or behind the frame, and of less than half of what is told
// in it, is of another clock: who is told by that goes elsewhere, before a row of it is there. Else
// either one's rows would be ahead or late for the other, and the retention count from the wrong
// ones. What is computed comes by itself, and is counted so.
bool SampleStore::separate(const Incoming& batch, std::size_t at, FrameId id) {
  const Frame& frame = frames_[id].frame;
  if (arrival_.backfill || frame.empty()) return false;
  const std::int64_t last_ms = frame.lastMs();
  const bool before_others = batch_ahead_ && !ahead(last_ms);
  if (!before_others && before(last_ms, kAheadMs) <= batch.time_ms) return false;
  const auto computed = [&frame](std::uint32_t column) {
    return Rule::computed(frame.columns[column].rule.kind);
  };
  const bool which = computed(frames_.placeOf(batch.series[at])->column);
  std::size_t lately = 0;
  for (std::uint32_t i = 0; i < frame.columns.size(); ++i) {
    const Column& each = frame.columns[i];
    const bool told = each.series != PV_NONE && std::int64_t{each.told_s} + kLatelyS >= passed_s_;
    lately += told && computed(i) == which ? 1 : 0;
  }
  std::vector<std::uint32_t> here;
  for (const SeriesId each : batch.series.subspan(at))
    if (const auto place = frames_.placeOf(each); place && place->frame == id)
      here.push_back(place->column);
  if (here.size() * 2 > lately) return false;
  for (const std::uint32_t each : here) frames_.letGo(id, each);
  frames_.weigh(id);  // it may have got a column for one of them
  return true;
}

void SampleStore::enter(FrameId id, std::int64_t time_ms) {
  KeptFrame& kept = frames_[id];
  cursor_ = {.frame = id};
  kept.arrived_s = passed_s_;
  kept.live = kept.live || !arrival_.backfill;
  if (!kept.frame.empty()) {
    if (time_ms < kept.frame.lastMs())
      noteLate(kept, time_ms);
    else
      noteNewest(kept, time_ms);
  }
  if (!cursor_.forgets_ahead && !kept.frame.empty() && time_ms < horizonOf(kept)) return;
  if (facts_of_) frames_.link(id, facts_of_, false);
  cursor_.behind = kept.frame.empty() || time_ms < kept.frame.lastMs();
  cursor_.row = &kept.frame.rowAt(time_ms, bench_, tally_);
}

void SampleStore::leave() {
  const Cursor left = std::exchange(cursor_, {});
  const FrameId id = left.frame;
  if (id == kNoFrame) return;
  if (left.forgets_ahead) forgetAhead(id);
  const Frame& frame = frames_[id].frame;
  const std::int64_t horizon_ms = horizonOf(frames_[id]);
  if (!frame.empty() && frame.oldestEndMs() < horizon_ms) return expire(id, horizon_ms);
  frames_.weigh(id);
}

// Before it went to the frame in which its samples are now.
bool SampleStore::toldElsewhere(SeriesId series, std::int64_t time_ms) const {
  if (!frames_.hasFormer(series)) return false;
  return std::ranges::any_of(frames_.placesOf(series), [&](const Frames::Place& each) {
    return each.frame != cursor_.frame &&
           frames_[each.frame].frame.firstOf(each.column, time_ms, bench_) == time_ms;
  });
}

// Behind the newest row: that one was ahead of its time, or the clock that gives the time was set
// back.
void SampleStore::noteLate(KeptFrame& kept, std::int64_t time_ms) {
  if (arrival_.backfill) return;
  cursor_.forgets_ahead = ahead(kept.frame.lastMs()) && !batch_ahead_;
  if (cursor_.forgets_ahead || (kept.late > 0 && kept.late_ms == time_ms)) return;
  kept.late_ms = time_ms;
  if (kept.late < kSetBackAfter) ++kept.late;
  if (kept.late == kSetBackAfter) kept.reference = {time_ms, kForever};
}

// Samples that are ahead would stand in the chart once more when their time comes. Those of others,
// who are told in the same frame by a clock of their own, stay.
void SampleStore::forgetAhead(FrameId id) {
  KeptFrame& kept = frames_[id];
  std::vector<bool> told(kept.frame.columns.size());
  for (const std::size_t each : told_again_) told[each] = true;
  told_again_.clear();
  dropped(id, kept.frame.dropAfter(arrival_.now_ms + kAheadMs, told, bench_), tally_.ahead);
  if (ahead(kept.frame.lastMs())) return;
  kept.late = 0;
  kept.reference.reset();
}

// Where it jumps ahead of the host, what was there stays for as long as it would have: the clock
// may be put right again.
void SampleStore::noteNewest(KeptFrame& kept, std::int64_t time_ms) {
  if (std::exchange(kept.late, std::uint8_t{0}) != 0) kept.reference.reset();
  if (!batch_ahead_) return;
  const std::int64_t last_ms = kept.frame.lastMs();
  if (!ahead(last_ms) && last_ms < before(time_ms, kAheadMs))
    kept.reference = {last_ms, passed_ms_ + limits_.retention_ms};
}

bool SampleStore::ahead(std::int64_t time_ms) const {
  return before(time_ms, kAheadMs) > arrival_.now_ms;
}

// What is older is not told any more.
std::int64_t SampleStore::horizonOf(const KeptFrame& kept) const {
  if (kept.frame.empty()) return kNever;
  const bool jumped = kept.reference && passed_ms_ < kept.reference->until_ms;
  const std::int64_t newest = jumped ? kept.reference->time_ms : kept.frame.lastMs();
  return before(newest, limits_.retention_ms);
}

// What the retention has passed goes with what is packed with it, and is not told meanwhile, if it
// is not wanted elsewhere.
std::int64_t SampleStore::toldSince(const KeptFrame& kept) const {
  return keeps_departed_ ? kNever : horizonOf(kept);
}

// Calls `visit(frame, column, horizon)`: where it was and is told, and since when.
template <class Visit>
void SampleStore::eachPlace(SeriesId series, Visit visit) const {
  if (!frames_.hasFormer(series)) {
    if (const auto home = frames_.placeOf(series))
      visit(frames_[home->frame].frame, home->column, toldSince(frames_[home->frame]));
    return;
  }
  const std::vector<Frames::Place> places = frames_.placesOf(series);
  // By the newest of all of them, but for a clock that jumped, and one of its own.
  std::int64_t horizon_ms = kNever;
  for (const Frames::Place& each : places)
    if (!frames_[each.frame].reference)
      horizon_ms = std::max(horizon_ms, toldSince(frames_[each.frame]));
  for (const Frames::Place& each : places) {
    const KeptFrame& kept = frames_[each.frame];
    const bool by_itself = kept.reference || (kept.live && &each == &places.back());
    visit(kept.frame, each.column, by_itself ? toldSince(kept) : horizon_ms);
  }
}

void SampleStore::collect(SeriesId series, std::int64_t from_ms, std::int64_t to_ms,
                          std::vector<Point>& points) const {
  const auto before = static_cast<std::ptrdiff_t>(points.size());
  int places = 0;
  eachPlace(series, [&](const Frame& frame, std::size_t column, std::int64_t horizon_ms) {
    frame.collect(column, std::max(from_ms, horizon_ms), to_ms, bench_, points);
    ++places;
  });
  if (places < 2) return;
  std::ranges::stable_sort(points.begin() + before, points.end(), {}, &Point::time_ms);
  points.erase(std::unique(points.begin() + before, points.end(), sameTime), points.end());
}

std::optional<std::int64_t> SampleStore::begin(SeriesId series) const {
  std::optional<std::int64_t> begin;
  eachPlace(series, [&](const Frame& frame, std::size_t column, std::int64_t horizon_ms) {
    const auto first = frame.firstOf(column, horizon_ms, bench_);
    if (first) begin = std::min(begin.value_or(*first), *first);
  });
  return begin;
}

// Of one that may have been in several frames. Where two tell the same time the first one was
// first.
std::optional<Point> SampleStore::lastOf(SeriesId series, std::int64_t since_ms,
                                         std::int64_t time_ms, Workbench& bench,
                                         MomentBench& moment_bench) const {
  std::optional<Point> last;
  eachPlace(series, [&](const Frame& frame, std::size_t column, std::int64_t horizon_ms) {
    FrameMoment moment(frame, std::max(since_ms, horizon_ms), time_ms, bench, moment_bench);
    const auto which = static_cast<std::uint32_t>(column);
    std::optional<Point> found;
    moment.read({&which, 1}, {&found, 1});
    if (found && (!last || found->time_ms > last->time_ms)) last = found;
  });
  return last;
}

std::pair<std::int64_t, std::int64_t> SampleStore::extent() const {
  std::int64_t oldest = kForever, newest = kNever;
  frames_.each([&](FrameId, const KeptFrame& kept) {
    if (kept.frame.empty()) return;
    oldest = std::min(oldest, std::max(kept.frame.firstMs(), toldSince(kept)));
    newest = std::max(newest, kept.frame.lastMs());
  });
  if (newest == kNever) return {0, 0};
  return {oldest, newest};
}

std::pair<std::int64_t, std::int64_t> SampleStore::kept(std::span<const SeriesId> series) const {
  std::int64_t oldest = kForever, newest = kNever;
  for (const SeriesId each : series)
    eachPlace(each, [&](const Frame& frame, std::size_t column, std::int64_t since_ms) {
      const auto last = frame.lastOf(column, bench_);
      if (!last) return;
      oldest = std::min(oldest, keeps_departed_ ? frame.firstMs() : since_ms);
      newest = std::max(newest, *last);
    });
  if (newest == kNever) return {0, 0};
  return {oldest, newest};
}

Tally SampleStore::tally() const {
  Tally all = tally_;
  all.bytes = frames_.bytes();
  return all;
}

}  // namespace pipevane::history

// What goes, and when: what nothing arrives for any more, and the oldest where memory is full.
#include "plugins/history/sample_store.h"

#include <algorithm>
#include <functional>
#include <limits>

namespace pipevane::history {

void SampleStore::dropped(FrameId id, std::size_t samples, std::uint64_t& counter) {
  tally_.samples -= samples;
  counter += samples;
  frames_.weigh(id);
}

// Together with whose they were.
template <class Drop>
void SampleStore::drop(FrameId id, std::uint64_t& counter, Drop drop) {
  if (!keeps_departed_) return dropped(id, drop(nullptr), counter);
  Departed departed;
  const std::size_t samples = drop(&departed);
  for (const Column& each : frames_[id].frame.columns) departed.series.push_back(each.whose());
  if (!departed.empty()) departed_.push_back(std::move(departed));
  dropped(id, samples, counter);
}

void SampleStore::expire(FrameId id, std::int64_t horizon_ms) {
  drop(id, tally_.expired,
       [&](Departed* departed) { return frames_[id].frame.dropBefore(horizon_ms, departed); });
}

// Its samples stay for some time, when nobody knows any more whose they were.
void SampleStore::departs(FrameId id, std::uint32_t column) {
  if (!keeps_departed_) return;
  constexpr std::int64_t kFirst = std::numeric_limits<std::int64_t>::min();
  constexpr std::int64_t kLast = std::numeric_limits<std::int64_t>::max();
  const Frame& frame = frames_[id].frame;
  std::vector<Point> points;
  frame.collect(column, kFirst, kLast, bench_, points);
  if (points.empty()) return;
  Departed departed{.series = {frame.columns[column].whose()}, .chunks = {}, .rows = {}};
  for (const Point& each : points)
    departed.rows.push_back({each.time_ms, {each.value}, {each.quality}});
  departed_.push_back(std::move(departed));
}

void SampleStore::forget(FrameId id, std::uint64_t& counter) {
  if (keeps_departed_ && !frames_[id].frame.empty()) departed_.push_back(frames_[id].frame.all());
  const std::size_t samples = frames_.forget(id);
  tally_.samples -= samples;
  counter += samples;
}

// Whatever nothing arrived for within the retention: its entity is gone.
void SampleStore::sweep() {
  swept_at_ms_ = passed_ms_;
  frames_.each([this](FrameId id, const KeptFrame& kept) {
    const std::int64_t silent_ms = passed_ms_ - std::int64_t{kept.arrived_s} * 1000;
    if (silent_ms > limits_.retention_ms)
      forget(id, tally_.expired);
    else
      sweepColumns(id);
  });
  frames_.sweep();
}

void SampleStore::sweepColumns(FrameId id) {
  // A frame of fewer columns is not worth being made anew.
  constexpr std::size_t kFewColumns = 64;
  const Frame& frame = frames_[id].frame;
  const auto count = static_cast<std::uint32_t>(frame.columns.size());
  std::uint32_t left = 0;
  for (std::uint32_t i = 0; i < count; ++i) {
    if (frame.columns[i].whose() == PV_NONE) continue;
    const std::int64_t silent_ms = passed_ms_ - std::int64_t{frame.columns[i].told_s} * 1000;
    if (silent_ms > limits_.retention_ms) {
      departs(id, i);
      frames_.forgetColumn(id, i);
    } else {
      ++left;
    }
  }
  if (left == 0) return forget(id, tally_.expired);
  // What one of them follows may have come after it.
  if (facts_of_ && frames_[id].linked != count) frames_.link(id, facts_of_, true);
  for (const std::uint32_t each : frame.strangers()) frames_.letGo(id, each);
  // Most of what it has are columns of what is gone: the others begin anew with each other.
  if (count < kFewColumns || left * 2 > count) return;
  for (std::uint32_t i = 0; i < count; ++i) frames_.letGo(id, i);
}

// The oldest of whoever has most. Where that one has nothing left to give but the newest of each of
// its series, others do not pay for it: it gets no more series instead.
void SampleStore::evict() {
  leave();
  while (beyondLimit()) {
    const std::uint16_t owner = frames_.owners().largest();
    if (!evictPacked(owner) && !evictOpen(owner) && !evictSilent(owner)) return;
    evicted_from_ = frames_.owners()[owner].name;
  }
}

// For as long as that one has most.
bool SampleStore::evictPacked(std::uint16_t owner) {
  using Oldest = std::pair<std::int64_t, FrameId>;  // when it ends
  std::vector<Oldest> frames;
  frames_.each([&](FrameId id, const KeptFrame& kept) {
    if (kept.owner == owner && kept.frame.packed())
      frames.emplace_back(kept.frame.oldestEndMs(), id);
  });
  if (frames.empty()) return false;
  std::ranges::make_heap(frames, std::greater());
  do {
    std::ranges::pop_heap(frames, std::greater());
    const FrameId id = frames.back().second;
    Frame& frame = frames_[id].frame;
    drop(id, tally_.evicted, [&](Departed* departed) { return frame.dropOldest(departed); });
    frames.pop_back();
    if (!frame.packed()) continue;
    frames.emplace_back(frame.oldestEndMs(), id);
    std::ranges::push_heap(frames, std::greater());
  } while (!frames.empty() && beyondLimit() && frames_.owners().largest() == owner);
  return true;
}

// So many series that not even their newest rows fit. False where each has no more than one.
bool SampleStore::evictOpen(std::uint16_t owner) {
  bool any = false;
  frames_.each([&](FrameId id, const KeptFrame& kept) {
    if (kept.owner != owner || kept.frame.rows() < 2) return;
    drop(id, tally_.evicted,
         [&](Departed* departed) { return frames_[id].frame.dropOldest(departed); });
    any = true;
  });
  return any;
}

// Frames of a row each, as of who names other series all the time: those that nothing arrived for
// the longest. False where all are of the same age.
bool SampleStore::evictSilent(std::uint16_t owner) {
  std::uint32_t oldest = std::numeric_limits<std::uint32_t>::max(), newest = 0;
  frames_.each([&](FrameId, const KeptFrame& kept) {
    if (kept.owner != owner) return;
    oldest = std::min(oldest, kept.arrived_s);
    newest = std::max(newest, kept.arrived_s);
  });
  if (oldest >= newest) return false;
  frames_.each([&](FrameId id, const KeptFrame& kept) {
    if (kept.owner == owner && kept.arrived_s == oldest) forget(id, tally_.evicted);
  });
  frames_.sweep();
  return true;
}

}  // namespace pipevane::history

#include "plugins/history/columns/frame_rows.h"

#include <algorithm>

namespace pipevane::history {

FrameRows::FrameRows(const Frame& frame, std::int64_t from_ms, std::int64_t to_ms, Workbench& bench)
    : bench_(bench) {
  const std::span<const Chunk> chunks(frame.chunks());
  const auto first = std::ranges::lower_bound(chunks, from_ms, {}, &Chunk::lastMs);
  const auto last = std::ranges::lower_bound(chunks, to_ms, {}, &Chunk::firstMs);
  if (first < last) chunks_ = {first, last};
  for (const Chunk& each : chunks_) {
    const std::vector<std::int64_t> times_ms = each.timesMs();
    times_ms_.insert(times_ms_.end(), times_ms.begin(), times_ms.end());
  }
  packed_ = times_ms_.size();
  const std::span<const Row> open(frame.open().rows());
  const auto from = std::ranges::lower_bound(open, from_ms, {}, &Row::time_ms);
  const auto to = std::ranges::lower_bound(open, to_ms, {}, &Row::time_ms);
  if (from < to) open_ = {from, to};
  for (const Row& each : open_) times_ms_.push_back(each.time_ms);
  values_.resize(times_ms_.size());
  qualities_.resize(times_ms_.size());
  const auto begin = std::ranges::lower_bound(times_ms_, from_ms);
  skipped_ = static_cast<std::size_t>(begin - times_ms_.begin());
  times_ms_.erase(std::ranges::lower_bound(times_ms_, to_ms), times_ms_.end());
  times_ms_.erase(times_ms_.begin(), begin);
  order(frame.late().rows(), from_ms, to_ms);
}

// What came late is between the others, or beside one of the same time.
void FrameRows::order(std::span<const Row> late, std::int64_t from_ms, std::int64_t to_ms) {
  for (const Row& each : late) {
    if (each.time_ms < from_ms || each.time_ms >= to_ms) continue;
    if (places_.empty())
      for (std::size_t i = 0; i < times_ms_.size(); ++i) places_.push_back({i, nullptr});
    const auto time = std::ranges::lower_bound(times_ms_, each.time_ms);
    const auto place = places_.begin() + (time - times_ms_.begin());
    if (time != times_ms_.end() && *time == each.time_ms) {
      place->late = &each;
    } else {
      places_.insert(place, {kNone, &each});
      times_ms_.insert(time, each.time_ms);
    }
  }
  mixed_values_.resize(places_.size());
  mixed_qualities_.resize(places_.size());
}

Cells FrameRows::read(std::size_t column) {
  const Cells all{values_, qualities_};
  std::ranges::fill(qualities_, kNotTold);
  std::size_t row = 0;
  for (const Chunk& each : chunks_) {
    each.copyTo(column, all.part(row, each.rows()), bench_);
    row += each.rows();
  }
  for (const Row& each : open_) {
    if (each.tells(column)) {
      values_[row] = each.values[column];
      qualities_[row] = each.qualities[column];
    }
    ++row;
  }
  return places_.empty() ? all.part(skipped_, times_ms_.size()) : mixed(column);
}

// Of two of one time the packed one was first.
Cells FrameRows::mixed(std::size_t column) {
  const Cells all{mixed_values_, mixed_qualities_};
  for (std::size_t i = 0; i < places_.size(); ++i) {
    const auto [row, late] = places_[i];
    const bool was = row != kNone && qualities_[skipped_ + row] != kNotTold;
    all.qualities[i] = kNotTold;
    if (was) {
      all.values[i] = values_[skipped_ + row];
      all.qualities[i] = qualities_[skipped_ + row];
    } else if (late != nullptr && late->tells(column)) {
      all.values[i] = late->values[column];
      all.qualities[i] = late->qualities[column];
    }
  }
  return all;
}

}  // namespace pipevane::history

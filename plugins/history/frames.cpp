#include "plugins/history/frames.h"

#include <algorithm>
#include <iterator>

namespace pipevane::history {
namespace {

// A node of a map, about.
constexpr std::size_t kFormerBytes = 64;

}  // namespace

std::optional<Frames::Place> Frames::placeOf(SeriesId series) const {
  const SeriesEntry* const entry = table_.find(series);
  if (entry == nullptr || !entry->homed()) return std::nullopt;
  return Place{entry->frame, entry->column};
}

std::optional<std::uint16_t> Frames::columnIn(FrameId id, SeriesId series) const {
  const auto place = placeOf(series);
  if (!place || place->frame != id) return std::nullopt;
  return static_cast<std::uint16_t>(place->column);
}

void Frames::place(const Incoming& batch, std::size_t at, FrameId current, std::string_view owner,
                   const Facts& facts) {
  const SeriesId series = batch.series[at];
  SeriesEntry& entry = table_.make(series);
  if (!entry.used()) {
    entry.owner = owners_.named(owner);
    ++owners_[entry.owner].series;
    ++series_;
  }
  // What is computed of another one has its time.
  const bool computed = facts.relation && Rule::computed(facts.relation->kind);
  entry.frame =
      frameFor(batch, at, current, entry.owner, computed ? facts.relation->of : SeriesId{PV_NONE});
  Frame& frame = frames_[entry.frame]->frame;
  entry.column = frame.addColumn(series);
  frame.columns.back().rounding = facts.rounding;
}

FrameId Frames::frameFor(const Incoming& batch, std::size_t at, FrameId current,
                         std::uint16_t owner, SeriesId computed_of) {
  const SeriesId series = batch.series[at];
  if (const auto beside = placeOf(computed_of))
    if (takes(beside->frame, owner, series, 2 * Frame::kColumnsMost)) return beside->frame;
  if (current != kNoFrame) {
    if (takes(current, owner, series)) return current;
  } else {
    for (const SeriesId each : batch.series.subspan(at + 1)) {
      const auto place = placeOf(each);
      if (!place || frames_[place->frame]->owner != owner) continue;
      if (takes(place->frame, owner, series)) return place->frame;
      break;
    }
  }
  if (const auto made = made_.find(owner);
      made != made_.end() && takes(made->second, owner, series))
    return made->second;
  if (last_ != kNoFrame && takes(last_, owner, series) &&
      frames_[last_]->frame.newest(batch.time_ms) != nullptr)
    return last_;
  return made_[owner] = make(owner);
}

// It is of that owner, has room, and was not found to be no place for the series.
bool Frames::takes(FrameId id, std::uint16_t owner, SeriesId series, std::size_t most) const {
  const KeptFrame* const kept = frames_[id].get();
  if (kept == nullptr || kept->owner != owner || kept->frame.columns.size() >= most) return false;
  const auto [begin, end] = former_.equal_range(series);
  return std::none_of(begin, end, [id](const auto& each) { return each.second.frame == id; });
}

FrameId Frames::make(std::uint16_t owner) {
  if (free_.empty()) {
    free_.push_back(static_cast<FrameId>(frames_.size()));
    frames_.emplace_back();
  }
  const FrameId id = free_.back();
  free_.pop_back();
  frames_[id] = std::make_unique<KeptFrame>();
  frames_[id]->frame = Frame(id);
  frames_[id]->owner = owner;
  return id;
}

void Frames::take(FrameId id, std::uint32_t column) {
  Column& place = frames_[id]->frame.columns[column];
  if (place.whose() == PV_NONE) return;
  SeriesEntry& entry = table_.make(place.whose());
  if (!entry.used()) {
    entry.owner = frames_[id]->owner;
    ++owners_[entry.owner].series;
    ++series_;
  }
  if (place.series != PV_NONE && !entry.homed()) {
    entry.frame = id;
    entry.column = column;
    return;
  }
  if (place.series != PV_NONE) place.former = std::exchange(place.series, SeriesId{PV_NONE});
  ++entry.former;
  former_.emplace(place.former, Place{id, column});
}

void Frames::letGo(FrameId id, std::uint32_t column) {
  Column& place = frames_[id]->frame.columns[column];
  if (place.series == PV_NONE) return;
  place.former = std::exchange(place.series, PV_NONE);
  SeriesEntry& entry = *table_.find(place.former);
  entry.frame = kNoFrame;
  ++entry.former;
  former_.emplace(place.former, Place{id, column});
}

void Frames::forgetColumn(FrameId id, std::uint32_t column) {
  const Column place = std::exchange(frames_[id]->frame.columns[column], Column{});
  if (place.series != PV_NONE) {
    SeriesEntry& entry = *table_.find(place.series);
    entry.frame = kNoFrame;
    endIfUnused(entry);
  } else if (place.former != PV_NONE) {
    const auto [begin, end] = former_.equal_range(place.former);
    former_.erase(std::find_if(begin, end, [=](const auto& each) {
      return each.second.frame == id && each.second.column == column;
    }));
    SeriesEntry& entry = *table_.find(place.former);
    --entry.former;
    endIfUnused(entry);
  }
}

void Frames::endIfUnused(SeriesEntry& entry) {
  if (entry.used()) return;
  --owners_[entry.owner].series;
  --series_;
}

std::vector<Frames::Place> Frames::placesOf(SeriesId series) const {
  std::vector<Place> places;
  if (hasFormer(series)) {
    const auto [begin, end] = former_.equal_range(series);
    std::transform(begin, end, std::back_inserter(places),
                   [](const auto& each) { return each.second; });
  }
  if (const auto home = placeOf(series)) places.push_back(*home);
  return places;
}

bool Frames::hasFormer(SeriesId series) const {
  const SeriesEntry* const entry = table_.find(series);
  return entry != nullptr && entry->former > 0;
}

void Frames::endBatch(FrameId last) {
  if (last != kNoFrame) last_ = last;
  made_.clear();
}

std::size_t Frames::forget(FrameId id) {
  const KeptFrame& kept = *frames_[id];
  for (std::uint32_t i = 0; i < kept.frame.columns.size(); ++i) forgetColumn(id, i);
  const std::size_t samples = kept.frame.samples();
  owners_[kept.owner].bytes -= kept.bytes;
  frames_[id].reset();
  free_.push_back(id);
  return samples;
}

void Frames::weigh(FrameId id) {
  KeptFrame& kept = *frames_[id];
  const std::size_t bytes = sizeof(KeptFrame) + kept.frame.bytes();
  owners_[kept.owner].bytes += bytes - std::exchange(kept.bytes, bytes);
}

std::size_t Frames::count() const {
  return frames_.size() -
         static_cast<std::size_t>(std::count(frames_.begin(), frames_.end(), nullptr));
}

std::size_t Frames::bytes() const {
  return table_.bytes() + owners_.bytes() + former_.size() * kFormerBytes +
         frames_.capacity() * sizeof(frames_[0]) + free_.capacity() * sizeof(free_[0]);
}

}  // namespace pipevane::history

// All frames, and in which of them each series is told. Not for two threads at once.
#pragma once

#include "plugins/history/columns/frame.h"
#include "plugins/history/facts.h"
#include "plugins/history/owners.h"
#include "plugins/history/series_table.h"
#include "plugins/history/store_image.h"

#include <pipevane/batch.h>

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace pipevane::history {

using FrameId = std::uint32_t;
inline constexpr FrameId kNoFrame = SeriesEntry::kNoFrame;

struct KeptFrame : FrameState {
  Frame frame;
  std::uint16_t owner = 0;
  std::size_t bytes = 0;   // as its owner knows them
  std::size_t ruled = 0;   // so many columns have the rules that they follow
  std::size_t linked = 0;  // so many there were when all were looked at last
};

// One after the other, of one source time.
struct Incoming {
  std::int64_t time_ms;
  std::span<const SeriesId> series;
};

class Frames {
 public:
  struct Place {
    FrameId frame;
    std::uint32_t column;
    bool operator==(const Place&) const = default;
  };
  static constexpr Place kSeveral{kNoFrame, 0};

  // ---- series
  // Where its samples go; nothing where it has to be placed.
  std::optional<Place> placeOf(SeriesId series) const;
  bool hasPage(SeriesId series) const { return table_.find(series) != nullptr; }
  // Gives a series without a place one: beside the one that it is computed of, if there is one, or
  // with those that it comes with in the batch, behind what is in `current`, or else in the batch
  // before, of the same time.
  void place(const Incoming& batch, std::size_t at, FrameId current, std::string_view owner,
             const Facts& facts);
  // Its samples stay where they are, and the next ones go elsewhere.
  void letGo(FrameId id, std::uint32_t column);
  // Nobody is told in that column any more.
  void forgetColumn(FrameId id, std::uint32_t column);
  // Where it was, in that order, and where it is.
  std::vector<Place> placesOf(SeriesId series) const;
  bool hasFormer(SeriesId series) const;
  std::size_t seriesCount() const { return series_; }

  // ---- frames
  KeptFrame& operator[](FrameId id) { return *frames_[id]; }
  const KeptFrame& operator[](FrameId id) const { return *frames_[id]; }
  // A batch is done; the last one that it wrote into.
  void endBatch(FrameId last);
  // What its columns follow: those that are new, or all, as others may have come since.
  template <class FactsOf>
  void link(FrameId id, const FactsOf& facts_of, bool all);
  // One as it was, whose series go on in it unless they do in another one. False where it is none,
  // and nothing of it is there.
  template <class FactsOf>
  bool restore(FrameImage image, const FactsOf& facts_of);
  // How many samples go with it.
  std::size_t forget(FrameId id);
  // Its owner knows how much memory it takes now.
  void weigh(FrameId id);
  template <class Visit>
  void each(Visit visit) const {
    for (FrameId id = 0; id < frames_.size(); ++id)
      if (frames_[id]) visit(id, *frames_[id]);
  }
  template <class Visit>
  void eachChunk(Visit visit) {
    for (const auto& kept : frames_)
      if (kept) kept->frame.eachChunk(visit);
  }
  std::size_t count() const;

  // ---- memory
  const Owners& owners() const { return owners_; }
  std::uint16_t owner(std::string_view name) { return owners_.named(name); }
  std::size_t bytes() const;
  std::size_t tableBytes() const { return table_.bytes(); }
  // Gives back what no series needs.
  void sweep() { table_.sweep(); }

 private:
  std::optional<std::uint16_t> columnIn(FrameId id, SeriesId series) const;
  FrameId frameFor(const Incoming& batch, std::size_t at, FrameId current, std::uint16_t owner,
                   SeriesId computed_of);
  bool takes(FrameId id, std::uint16_t owner, SeriesId series,
             std::size_t most = Frame::kColumnsMost) const;
  FrameId make(std::uint16_t owner);
  void take(FrameId id, std::uint32_t column);
  void endIfUnused(SeriesEntry& entry);

  SeriesTable table_;
  std::vector<std::unique_ptr<KeptFrame>> frames_;  // none: the id is free
  std::multimap<SeriesId, Place> former_;
  Owners owners_;
  std::size_t series_ = 0;  // that have samples
  std::vector<FrameId> free_;
  FrameId last_ = kNoFrame;                // of the batch before
  std::map<std::uint16_t, FrameId> made_;  // by this batch, the last one of each owner
};

template <class FactsOf>
void Frames::link(FrameId id, const FactsOf& facts_of, bool all) {
  KeptFrame& kept = *frames_[id];
  std::vector<Column>& columns = kept.frame.columns;
  for (std::size_t i = all ? 0 : kept.ruled; i < columns.size(); ++i) {
    columns[i].rule = {};
    const Facts facts = facts_of(columns[i].series);
    if (!facts.relation) continue;
    const auto of = columnIn(id, facts.relation->of);
    const auto by = facts.relation->by == PV_NONE ? of : columnIn(id, facts.relation->by);
    if (of && by) columns[i].rule = {.kind = facts.relation->kind, .of = *of, .by = *by};
  }
  kept.ruled = columns.size();
  if (all) kept.linked = columns.size();
}

template <class FactsOf>
bool Frames::restore(FrameImage image, const FactsOf& facts_of) {
  Frame frame(frames_.size());
  frame.columns = std::move(image.columns);
  if (!frame.restore(std::move(image.chunks), std::move(image.open), std::move(image.late)))
    return false;
  const FrameId id = make(owners_.named(image.owner));
  KeptFrame& kept = *frames_[id];
  static_cast<FrameState&>(kept) = image.state;
  kept.frame = std::move(frame);
  for (std::uint32_t i = 0; i < kept.frame.columns.size(); ++i) {
    Column& column = kept.frame.columns[i];
    column.rule = {};
    column.rounding = facts_of(column.whose()).rounding;
    take(id, i);
  }
  weigh(id);
  return true;
}

}  // namespace pipevane::history

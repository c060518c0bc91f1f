// What is held as an image, and back.
#include "plugins/history/sample_store.h"

#include "plugins/history/doubles.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <utility>

namespace pipevane::history {

StoreImage SampleStore::image() const {
  StoreImage image{.passed_ms = passed_ms_, .frames = {}};
  frames_.each([&](FrameId, const KeptFrame& kept) {
    const Frame& frame = kept.frame;
    image.frames.push_back({.owner = frames_.owners()[kept.owner].name,
                            .state = kept,
                            .columns = frame.columns,
                            .chunks = frame.chunks(),
                            .open = frame.open().rows(),
                            .late = frame.late().rows()});
  });
  return image;
}

void SampleStore::countAnew() {
  tally_ = {.samples = tally_.samples};
  evicted_from_.clear();
}

bool SampleStore::restore(StoreImage image) {
  passed_ms_ = swept_at_ms_ = image.passed_ms;
  passed_s_ = static_cast<std::uint32_t>(passed_ms_ / 1000);
  return restoreFrames(std::move(image.frames));
}

bool SampleStore::restoreFrames(std::vector<FrameImage> frames) {
  bool all = true;
  const auto facts_of = [this](SeriesId series) {
    return facts_of_ && series != PV_NONE ? facts_of_(series) : Facts{};
  };
  for (FrameImage& each : frames) {
    std::size_t samples = 0;
    for (const Chunk& chunk : each.chunks) samples += chunk.samples();
    for (const auto* rows : {&each.open, &each.late})
      for (const Row& row : *rows) samples += row.told();
    if (frames_.restore(std::move(each), facts_of))
      tally_.samples += samples;
    else
      all = false;
  }
  return all;
}

bool SampleStore::dropWhatIsIn(const StoreImage& held) {
  StoreImage image = this->image();
  if (dropDoubles(image, departed_, held) == 0) return false;
  frames_ = {};
  tally_.samples = 0;
  restoreFrames(std::move(image.frames));
  return true;
}

// Its frames come as they are, and their series go on in them: where these were before is where
// they have moved from.
void SampleStore::join(SampleStore later, bool goes_on) {
  StoreImage image = later.image();
  const std::int64_t begin_ms = goes_on && image.passed_ms >= passed_ms_ ? 0 : passed_ms_;
  const auto begin_s = static_cast<std::uint32_t>(begin_ms / 1000);
  passed_ms_ = begin_ms + image.passed_ms;
  passed_s_ = static_cast<std::uint32_t>(passed_ms_ / 1000);
  // Nothing arrived here meanwhile. Where that was longer than the retention nothing is left.
  sweep();
  for (FrameImage& frame : image.frames) {
    frame.state.arrived_s += begin_s;
    // One that is for ever stays so.
    if (auto& reference = frame.state.reference)
      if (reference->until_ms < std::numeric_limits<std::int64_t>::max() - begin_ms)
        reference->until_ms += begin_ms;
    for (Column& each : frame.columns) {
      each.told_s += begin_s;
      if (each.whose() == PV_NONE) continue;
      if (const auto place = frames_.placeOf(each.whose()))
        frames_.letGo(place->frame, place->column);
    }
    // Where it is written is where that one's files are.
    for (Chunk& each : frame.chunks) each.mark = 0;
  }
  restoreFrames(std::move(image.frames));
  const std::uint64_t samples = tally_.samples;
  tally_ = later.tally_;
  tally_.samples = samples;
  std::ranges::move(later.departed_, std::back_inserter(departed_));
  arrival_ = later.arrival_;
  evicted_from_ = std::move(later.evicted_from_);
}

}  // namespace pipevane::history

// What is held as an image, and back.
#include "plugins/history/sample_store.h"

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
  bool all = true;
  const auto facts_of = [this](SeriesId series) {
    return facts_of_ && series != PV_NONE ? facts_of_(series) : Facts{};
  };
  for (FrameImage& each : image.frames) {
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

}  // namespace pipevane::history

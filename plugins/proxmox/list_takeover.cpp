#include "plugins/proxmox/list_takeover.h"

#include <cstddef>
#include <utility>

namespace pipevane::proxmox {
namespace {

// The list's clock catches up with less by itself.
constexpr std::int64_t kFarAheadMs = 2 * 60'000;

}  // namespace

void ListTakeover::begin(std::string_view node, std::int64_t time_ms) {
  objects_.each([&](Object& object) {
    if (object.node != node && !(object.isShared() && object.reporter == node)) return;
    for (Track& track : object.tracks)
      if (track.last_ms > time_ms + kFarAheadMs) SampleWriter::rewind(track, time_ms - 1);
  });
}

void ListTakeover::end(std::string_view node, std::int64_t time_ms) {
  objects_.each([&](Object& object) {
    if (object.node != node) return;
    for (std::size_t i = 0; i < kMetricCount; ++i)
      if (const auto metric = static_cast<Metric>(i);
          !isCapacity(metric) && object.track(metric).last_ms != time_ms)
        samples_.stale(object, metric);
  });
}

void ListTakeover::followOurClock(std::int64_t time_ms) {
  const std::int64_t last_ms = std::exchange(listed_ms_, time_ms);
  const bool was_set = std::exchange(clock_was_set_, false);
  if (!was_set && time_ms + kFarAheadMs > last_ms) return;
  objects_.each([&](Object& object) {
    if (was_set) endCounters(object);
    for (Track& track : object.tracks) SampleWriter::rewind(track, time_ms - 1);
  });
}

void ListTakeover::endCounters(Object& object) {
  for (std::size_t i = 0; i < kMetricCount; ++i)
    if (kMetrics[i].counter) samples_.unknown(object, static_cast<Metric>(i));
}

}  // namespace pipevane::proxmox

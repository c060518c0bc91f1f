#include "plugins/proxmox/sample_writer.h"

#include <limits>

namespace pipevane::proxmox {

void SampleWriter::write(Object& object, Metric metric, std::int64_t time_ms, double value,
                         Quality quality, bool timed) {
  Track& track = object.track(metric);
  const bool newest = time_ms > track.last_ms;
  if (timed ? time_ms <= track.timed_ms : !newest) return;
  if (timed) track.timed_ms = time_ms;
  if (!newest) return collected_.addLate(time_ms, track.series, value, quality);
  track.last_ms = time_ms;
  track.last_value = value;
  track.quality = quality;
  collected_.add(time_ms, seriesOf(object, metric, track), value, quality);
}

void SampleWriter::writeMissed(Object& object, Metric metric, std::int64_t time_ms, double value,
                               Quality quality) {
  Track& track = object.track(metric);
  track.last_ms = std::max(track.last_ms, time_ms);
  collected_.addLate(time_ms, seriesOf(object, metric, track), value, quality);
}

SeriesId SampleWriter::seriesOf(const Object& object, Metric metric, Track& track) const {
  if (track.series == PV_NONE) track.series = dictionary_.series(object.entity, ids_[metric]);
  return track.series;
}

void SampleWriter::mark(Track& track, std::int64_t time_ms, double value, Quality quality) {
  track.quality = quality;
  track.last_ms = std::max(time_ms, track.last_ms + 1);
  collected_.add(track.last_ms, track.series, value, quality);
}

// Told by another source, and not yet here.
bool SampleWriter::isTakenOver(const Object& object, Metric metric, Track& track) const {
  if (!taken_over_ms_ || track.series != PV_NONE) return false;
  track.series = dictionary_.findSeries(object.entity, ids_[metric]);
  return track.series != PV_NONE;
}

void SampleWriter::unknown(Object& object, Metric metric, std::int64_t time_ms) {
  Track& track = object.track(metric);
  if (isTakenOver(object, metric, track))
    time_ms = *taken_over_ms_;
  else if (track.quality == Quality::kUnknown)
    return;
  mark(track, time_ms, std::numeric_limits<double>::quiet_NaN(), Quality::kUnknown);
}

void SampleWriter::unknown(Object& object, bool only_of_running, std::int64_t time_ms) {
  for (std::size_t i = 0; i < kMetricCount; ++i)
    if (!only_of_running || kMetrics[i].of_running)
      unknown(object, static_cast<Metric>(i), time_ms);
}

void SampleWriter::stale(Object& object) {
  for (std::size_t i = 0; i < kMetricCount; ++i) stale(object, static_cast<Metric>(i));
}

void SampleWriter::stale(Object& object, Metric metric) {
  Track& track = object.track(metric);
  if (track.quality == Quality::kStale) return;
  if (describe(metric).counter || track.quality == Quality::kUnknown)
    unknown(object, metric);
  else
    mark(track, kNever, track.last_value, Quality::kStale);
}

}  // namespace pipevane::proxmox

#include "plugins/proxmox/sample_writer.h"

#include <limits>

namespace pipevane::proxmox {

void SampleWriter::write(Object& object, Metric metric, std::int64_t time_ms, double value,
                         Quality quality) {
  Track& track = object.track(metric);
  if (time_ms <= track.last_ms) return;
  if (track.series == PV_NONE) track.series = dictionary_.series(object.entity, ids_[metric]);
  track.last_ms = time_ms;
  track.last_value = value;
  track.quality = quality;
  collected_.add(time_ms, track.series, value, quality);
}

// The time of the last value stays: this time is that of an answer, by another clock than the
// source's, and must not hide values to come.
void SampleWriter::unknown(Object& object, Metric metric, std::int64_t time_ms) {
  Track& track = object.track(metric);
  if (track.quality == Quality::kUnknown) return;
  track.quality = Quality::kUnknown;
  collected_.add(time_ms, track.series, std::numeric_limits<double>::quiet_NaN(),
                 Quality::kUnknown);
}

void SampleWriter::unknown(Object& object, std::int64_t time_ms, bool only_of_running) {
  for (std::size_t i = 0; i < kMetricCount; ++i)
    if (!only_of_running || kMetrics[i].of_running)
      unknown(object, static_cast<Metric>(i), time_ms);
}

void SampleWriter::stale(Object& object, std::int64_t time_ms) {
  for (std::size_t i = 0; i < kMetricCount; ++i) {
    Track& track = object.tracks[i];
    if (track.quality == Quality::kUnknown || track.quality == Quality::kStale) continue;
    if (kMetrics[i].counter) {
      unknown(object, static_cast<Metric>(i), time_ms);
      continue;
    }
    track.quality = Quality::kStale;
    collected_.add(time_ms, track.series, track.last_value, Quality::kStale);
  }
}

}  // namespace pipevane::proxmox

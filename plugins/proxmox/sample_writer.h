// Turns values of objects into samples: each value once, and what went away is said once.
#pragma once

#include "plugins/proxmox/collected.h"
#include "plugins/proxmox/object.h"

#include <algorithm>
#include <cstdint>
#include <optional>

namespace pipevane::proxmox {

class SampleWriter {
 public:
  explicit SampleWriter(const Dictionary& dictionary) : dictionary_(dictionary), ids_(dictionary) {}

  // A value at the source's time; left out where that time is not newer than the last one.
  // `timed`: the source told that time. Then it is told as history where only values without a
  // time of their own are newer: they were a makeshift.
  void write(Object& object, Metric metric, std::int64_t time_ms, double value, Quality quality,
             bool timed);
  // A value that was left out before newer ones of the object, which may have been of other
  // metrics: it is of the past in any case, and says nothing of how it is now.
  void writeMissed(Object& object, Metric metric, std::int64_t time_ms, double value,
                   Quality quality);
  // There is no value any more: once, for a metric that had one. Where the source names no time for
  // that, it is told right after the last value: the time of an answer is by another clock than the
  // source's, so that it might lie before that value, or hide values to come.
  void unknown(Object& object, Metric metric, std::int64_t time_ms = kNever);
  // All metrics, or those that only something that runs has.
  void unknown(Object& object, bool only_of_running, std::int64_t time_ms = kNever);
  // Nobody answers for the object: gauges keep their last value as stale, once, right after it.
  // Counters become unknown, since a counter that stands still would read as a rate of 0.
  void stale(Object& object);
  void stale(Object& object, Metric metric);

  // Another source told of the same objects before: until `endTakeover` what is unknown or stale is
  // said to be unknown at that time where that one told a value, which nobody here knows.
  void takeOver(std::int64_t time_ms) { taken_over_ms_ = time_ms; }
  void endTakeover() { taken_over_ms_.reset(); }

  // What comes after that time is no older than what was told, although it says so: it is told by
  // another clock.
  static void rewind(Track& track, std::int64_t time_ms) {
    track.last_ms = std::min(track.last_ms, time_ms);
  }

  Collected& collected() { return collected_; }

 private:
  SeriesId seriesOf(const Object& object, Metric metric, Track& track) const;
  bool isTakenOver(const Object& object, Metric metric, Track& track) const;
  void mark(Track& track, std::int64_t time_ms, double value, Quality quality);

  Dictionary dictionary_;
  MetricIds ids_;
  Collected collected_;
  std::optional<std::int64_t> taken_over_ms_;
};

}  // namespace pipevane::proxmox

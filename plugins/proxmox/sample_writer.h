// Turns values of objects into samples: each value once, and what went away is said once.
#pragma once

#include "plugins/proxmox/collected.h"
#include "plugins/proxmox/object.h"

namespace pipevane::proxmox {

class SampleWriter {
 public:
  explicit SampleWriter(const Dictionary& dictionary) : dictionary_(dictionary), ids_(dictionary) {}

  // A value at the source's time; left out where that time is not newer than the last one.
  void write(Object& object, Metric metric, std::int64_t time_ms, double value,
             Quality quality = Quality::kLive);
  // There is no value any more: once, for a metric that had one.
  void unknown(Object& object, Metric metric, std::int64_t time_ms);
  // All metrics, or those that only something that runs has.
  void unknown(Object& object, std::int64_t time_ms, bool only_of_running);
  // Nobody answers for the object: gauges keep their last value as stale, once. Counters become
  // unknown, since a counter that stands still would read as a rate of 0.
  void stale(Object& object, std::int64_t time_ms);

  Collected& collected() { return collected_; }

 private:
  Dictionary dictionary_;
  MetricIds ids_;
  Collected collected_;
};

}  // namespace pipevane::proxmox

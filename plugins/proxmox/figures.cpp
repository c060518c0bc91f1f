#include "plugins/proxmox/figures.h"

namespace pipevane::proxmox {

void Figures::keepTrueOnes(Kind kind, bool running) {
  if (isGuest(kind)) return keepTrueOfGuest(kind, running);
  // An inactive storage has 0 of 0 bytes.
  if (!positive(Metric::kDiskTotal)) {
    drop(Metric::kDiskTotal);
    drop(Metric::kDiskUsed);
  }
  if (kind == Kind::kNode && !positive(Metric::kMemoryTotal)) {
    drop(Metric::kMemoryTotal);
    drop(Metric::kMemoryUsed);
  }
  // A node without ZFS.
  if (!positive(Metric::kMemoryArc)) drop(Metric::kMemoryArc);
}

void Figures::keepTrueOfGuest(Kind kind, bool running) {
  for (std::size_t i = 0; i < kMetricCount; ++i)
    if (!running && kMetrics[i].of_running) values_[i].reset();
  // Nothing that runs uses no memory: the server could not read it.
  if (!positive(Metric::kMemoryUsed)) drop(Metric::kMemoryUsed);
  if (!positive(Metric::kDiskTotal)) drop(Metric::kDiskTotal);
  if (kind == Kind::kVm) {
    // What a machine uses of its disks only its guest knows.
    drop(Metric::kDiskUsed);
    if (!positive(Metric::kMemoryHostUsed)) drop(Metric::kMemoryHostUsed);
  } else {
    // Always 0 there.
    drop(Metric::kMemoryHostUsed);
    if (!positive(Metric::kDiskUsed)) drop(Metric::kDiskUsed);
  }
}

void Figures::write(SampleWriter& samples, Object& object, std::int64_t time_ms,
                    Quality quality) const {
  for (std::size_t i = 0; i < kMetricCount; ++i)
    if (values_[i])
      samples.write(object, static_cast<Metric>(i), time_ms, *values_[i],
                    estimated_[i] ? Quality::kEstimated : quality, quality == Quality::kLive);
}

void Figures::writeMissed(SampleWriter& samples, Object& object, std::int64_t time_ms) const {
  for (std::size_t i = 0; i < kMetricCount; ++i)
    if (values_[i])
      samples.writeMissed(object, static_cast<Metric>(i), time_ms, *values_[i],
                          estimated_[i] ? Quality::kEstimated : Quality::kLive);
}

}  // namespace pipevane::proxmox

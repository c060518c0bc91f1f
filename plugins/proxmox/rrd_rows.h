// What the RRD file of one object holds of a time frame, averages or maxima.
#pragma once

#include "plugins/proxmox/metrics.h"
#include "plugins/proxmox/object.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace pipevane::proxmox {

// Columns of one length, or empty where no row knows that figure. What is a counter elsewhere is a
// rate here, per second.
struct RrdRows {
  // More than any time frame has, also where old files were put before new ones.
  static constexpr std::size_t kMost = 4096;

  std::vector<std::int64_t> begins_ms;  // ascending
  std::vector<std::int64_t> steps_ms;   // read from the rows' times: one answer may mix two steps
  std::array<std::vector<double>, kMetricCount> values;  // NaN: unknown

  const std::vector<double>& column(Metric metric) const { return values[at(metric)]; }
  // When the newest row ends of which something is known; kNever where there is none. Behind it are
  // those of a time in which nothing was written, and, for some seconds, one that is to be yet.
  std::int64_t endMs() const;
  std::size_t bytes() const;
};

}  // namespace pipevane::proxmox

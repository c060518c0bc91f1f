// The metrics that Proxmox VE knows, under our names. The table of them is in the README.
#pragma once

#include <pipevane/dictionary.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace pipevane::proxmox {

enum class Metric : std::uint8_t {
  kUptime,
  kCpuUsage,
  kCpuCount,
  kCpuIowait,
  kLoad1,
  kLoad5,
  kLoad15,
  kMemoryUsed,
  kMemoryTotal,
  kMemoryHostUsed,
  kMemoryArc,
  kMemoryUsedWithoutArc,
  kSwapUsed,
  kSwapTotal,
  kDiskUsed,
  kDiskTotal,
  kNetworkReceive,
  kNetworkTransmit,
  kDiskRead,
  kDiskWritten,
  kCount
};

inline constexpr std::size_t kMetricCount = static_cast<std::size_t>(Metric::kCount);

struct MetricDescription {
  std::string_view name;
  std::string_view unit;
  bool counter;
  // The guest must run and its node answer for it; otherwise there is no value.
  bool of_running;
};

// How much there is of something: it lasts until another one is told.
constexpr bool isCapacity(Metric metric) {
  return metric == Metric::kCpuCount || metric == Metric::kMemoryTotal ||
         metric == Metric::kSwapTotal || metric == Metric::kDiskTotal;
}

inline constexpr std::array<MetricDescription, kMetricCount> kMetrics = {{
    {"uptime_seconds", "seconds", false, true},
    {"cpu_usage_ratio", "ratio", false, true},
    {"cpu_count", "count", false, false},
    {"cpu_iowait_ratio", "ratio", false, true},
    {"load_average_1m", "count", false, true},
    {"load_average_5m", "count", false, true},
    {"load_average_15m", "count", false, true},
    {"memory_used_bytes", "bytes", false, true},
    {"memory_total_bytes", "bytes", false, false},
    {"memory_host_used_bytes", "bytes", false, true},
    {"memory_arc_bytes", "bytes", false, true},
    {"memory_used_without_arc_bytes", "bytes", false, true},
    {"swap_used_bytes", "bytes", false, true},
    {"swap_total_bytes", "bytes", false, false},
    {"disk_used_bytes", "bytes", false, true},
    {"disk_total_bytes", "bytes", false, false},
    {"network_receive_bytes_total", "bytes", true, true},
    {"network_transmit_bytes_total", "bytes", true, true},
    {"disk_read_bytes_total", "bytes", true, true},
    {"disk_written_bytes_total", "bytes", true, true},
}};

constexpr std::size_t at(Metric metric) { return static_cast<std::size_t>(metric); }
constexpr const MetricDescription& describe(Metric metric) { return kMetrics[at(metric)]; }

// Their ids in the engine's dictionary.
class MetricIds {
 public:
  explicit MetricIds(const Dictionary& dictionary) {
    for (std::size_t i = 0; i < kMetricCount; ++i)
      ids_[i] = dictionary.metric(kMetrics[i].name, kMetrics[i].unit, kMetrics[i].counter);
  }
  MetricId operator[](Metric metric) const { return ids_[at(metric)]; }

 private:
  std::array<MetricId, kMetricCount> ids_{};
};

}  // namespace pipevane::proxmox

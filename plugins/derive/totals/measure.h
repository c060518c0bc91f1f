// The metrics that totals are told as. The README has them as a table.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace pipevane::derive {

enum class Measure : std::uint8_t {
  kNodes,
  kNodesOnline,
  kGuests,
  kGuestsRunning,
  kVms,
  kVmsRunning,
  kContainers,
  kContainersRunning,
  kGuestsCpuCount,
  kGuestsMemoryTotal,
  kCpuCount,
  kCpuUsage,
  kMemoryUsed,
  kMemoryTotal,
  kDiskUsed,
  kDiskTotal,
  kNetworkReceive,
  kNetworkTransmit,
  kDiskRead,
  kDiskWritten
};
inline constexpr std::size_t kMeasureCount = 20;

// Whose totals they are: as bits.
enum Scope : std::uint8_t { kOfNode = 1, kOfPool = 2, kOfCluster = 4, kOfFleet = 8 };

struct MeasureInfo {
  std::string_view name, unit;
  std::uint8_t scopes;     // where it is told
  std::uint8_t of_guests;  // where it is a sum over guests: without any it is 0
};

inline constexpr std::uint8_t kOfClusterAndFleet = kOfCluster | kOfFleet;
inline constexpr std::uint8_t kOfPoolAndAbove = kOfPool | kOfCluster | kOfFleet;
inline constexpr std::uint8_t kOfAll = kOfNode | kOfPool | kOfCluster | kOfFleet;

inline constexpr std::array<MeasureInfo, kMeasureCount> kMeasures = {{
    {"nodes_count", "count", kOfClusterAndFleet, 0},
    {"nodes_online_count", "count", kOfClusterAndFleet, 0},
    {"guests_count", "count", kOfAll, kOfAll},
    {"guests_running_count", "count", kOfAll, kOfAll},
    {"vms_count", "count", kOfAll, kOfAll},
    {"vms_running_count", "count", kOfAll, kOfAll},
    {"containers_count", "count", kOfAll, kOfAll},
    {"containers_running_count", "count", kOfAll, kOfAll},
    {"guests_cpu_count", "count", kOfAll, kOfAll},
    {"guests_memory_total_bytes", "bytes", kOfAll, kOfAll},
    {"cpu_count", "count", kOfPoolAndAbove, kOfPool},
    {"cpu_usage_ratio", "ratio", kOfPoolAndAbove, 0},
    {"memory_used_bytes", "bytes", kOfPoolAndAbove, kOfPool},
    {"memory_total_bytes", "bytes", kOfPoolAndAbove, kOfPool},
    {"disk_used_bytes", "bytes", kOfClusterAndFleet, 0},
    {"disk_total_bytes", "bytes", kOfClusterAndFleet, 0},
    {"network_receive_bytes_per_second", "bytes_per_second", kOfPoolAndAbove, kOfPool},
    {"network_transmit_bytes_per_second", "bytes_per_second", kOfPoolAndAbove, kOfPool},
    {"disk_read_bytes_per_second", "bytes_per_second", kOfPoolAndAbove, kOfPoolAndAbove},
    {"disk_written_bytes_per_second", "bytes_per_second", kOfPoolAndAbove, kOfPoolAndAbove},
}};

}  // namespace pipevane::derive

#include "plugins/proxmox/push/push_keys.h"

namespace pipevane::proxmox {
namespace {

constexpr PushKey figureOf(Metric metric) { return {PushedAs::kFigure, metric}; }
constexpr PushKey told(PushedAs as) { return {as}; }

// What else there is counts ticks, whatever unit is written beside it.
constexpr KnownKey<PushKey> kCpu[] = {
    {"cpu", figureOf(Metric::kCpuUsage)},   {"cpus", figureOf(Metric::kCpuCount)},
    {"wait", figureOf(Metric::kCpuIowait)}, {"avg1", figureOf(Metric::kLoad1)},
    {"avg5", figureOf(Metric::kLoad5)},     {"avg15", figureOf(Metric::kLoad15)},
};
constexpr KnownKey<PushKey> kMemory[] = {
    {"memtotal", figureOf(Metric::kMemoryTotal)}, {"memused", figureOf(Metric::kMemoryUsed)},
    {"swaptotal", figureOf(Metric::kSwapTotal)},  {"swapused", figureOf(Metric::kSwapUsed)},
    {"arcsize", figureOf(Metric::kMemoryArc)},
};
constexpr KnownKey<PushKey> kRootDisk[] = {
    {"blocks", figureOf(Metric::kDiskTotal)},
    {"used", figureOf(Metric::kDiskUsed)},
};
constexpr KnownKey<PushKey> kAlone[] = {{"uptime", figureOf(Metric::kUptime)}};

constexpr KnownKey<PushKey> kGuest[] = {
    {"uptime", figureOf(Metric::kUptime)},
    {"cpu", figureOf(Metric::kCpuUsage)},
    {"cpus", figureOf(Metric::kCpuCount)},
    {"mem", figureOf(Metric::kMemoryUsed)},
    {"maxmem", figureOf(Metric::kMemoryTotal)},
    {"memhost", figureOf(Metric::kMemoryHostUsed)},
    {"disk", figureOf(Metric::kDiskUsed)},
    {"maxdisk", figureOf(Metric::kDiskTotal)},
    {"netin", figureOf(Metric::kNetworkReceive)},
    {"netout", figureOf(Metric::kNetworkTransmit)},
    {"diskread", figureOf(Metric::kDiskRead)},
    {"diskwrite", figureOf(Metric::kDiskWritten)},
    {"name", told(PushedAs::kName)},
    {"status", told(PushedAs::kStatus)},
    {"qmpstatus", told(PushedAs::kQmpStatus)},
    {"tags", told(PushedAs::kTags)},
    {"lock", told(PushedAs::kLock)},
    {"template", told(PushedAs::kTemplate)},
};
constexpr KnownKey<PushKey> kStorage[] = {
    {"total", figureOf(Metric::kDiskTotal)}, {"used", figureOf(Metric::kDiskUsed)},
    {"active", told(PushedAs::kActive)},     {"shared", told(PushedAs::kShared)},
    {"content", told(PushedAs::kContent)},   {"type", told(PushedAs::kStorageType)},
};

constexpr PushKeys kCpuKeys(kCpu), kMemoryKeys(kMemory), kRootDiskKeys(kRootDisk),
    kAloneKeys(kAlone), kGuestKeys(kGuest), kStorageKeys(kStorage);

}  // namespace

const PushKeys* nodeKeys(std::string_view part) {
  if (part == "cpustat") return &kCpuKeys;
  if (part == "memory") return &kMemoryKeys;
  if (part == "blockstat") return &kRootDiskKeys;
  return part.empty() ? &kAloneKeys : nullptr;
}
const PushKeys& guestKeys() { return kGuestKeys; }
const PushKeys& storageKeys() { return kStorageKeys; }

}  // namespace pipevane::proxmox

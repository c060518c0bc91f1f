#include "tests/simulator/push/records.h"

#include <fmt/format.h>

namespace pipevane::simulator {
namespace {

// Of the root file system, files are a fixed part.
constexpr std::int64_t kFiles = 16'777'216, kFilesUsed = 752'122;

Scalars processors(const Node& node, const Figures& now) {
  const auto used = static_cast<std::int64_t>(node.used_ticks);
  const std::int64_t total = now.uptime_s * World::kTicksASecond * node.cpus;
  const std::int64_t waited = used / 20;
  const auto load = [&](double share) {
    return Scalar{Scalar::Kind::kNumber, fmt::format("{:.2f}", now.loadAverage(node.cpus, share))};
  };
  // Guests are counted in `user` as well.
  return {{"avg1", load(1)},
          {"avg5", load(0.9)},
          {"avg15", load(0.8)},
          {"cpu", measured(now.cpu)},
          {"cpus", counted(node.cpus)},
          {"ctime", measured(static_cast<double>(now.time_s) + 0.76838)},
          {"guest", counted(used * 7 / 10)},
          {"guest_nice", counted(0)},
          {"idle", counted(total - used - waited)},
          {"iowait", counted(waited)},
          {"irq", counted(0)},
          {"nice", counted(0)},
          {"softirq", counted(0)},
          {"steal", counted(0)},
          {"sum", counted(0)},
          {"system", counted(used / 5)},
          {"total", counted(total)},
          {"used", counted(used)},
          {"user", counted(used * 8 / 10)},
          {"wait", measured(now.ioWait())}};
}

Scalars memory(const Version& version, const Figures& now) {
  const std::int64_t free = now.memory_total - now.memory;
  Scalars all = {{"arcsize", counted(now.arc)},      {"memfree", counted(free)},
                 {"memshared", counted(0)},          {"memtotal", counted(now.memory_total)},
                 {"memused", counted(now.memory)},   {"swapfree", counted(kSwapTotal - now.swap)},
                 {"swaptotal", counted(kSwapTotal)}, {"swapused", counted(now.swap)}};
  if (version.memoryAvailable()) all["memavailable"] = counted(free);
  if (version.arcLimits()) {
    all["arcmin"] = counted(now.arc / 2);
    all["arcmax"] = counted(now.arc * 2);
  }
  return all;
}

Scalars rootFileSystem(const Figures& now) {
  const std::int64_t free = now.disk_total - now.disk, files_free = kFiles - kFilesUsed;
  return {{"bavail", counted(free)},
          {"bfree", counted(free)},
          {"blocks", counted(now.disk_total)},
          {"favail", counted(files_free)},
          {"ffree", counted(files_free)},
          {"files", counted(kFiles)},
          {"fper", counted(kFilesUsed * 100 / kFiles)},
          {"fused", counted(kFilesUsed)},
          {"per", counted(now.disk_total == 0 ? 0 : now.disk * 100 / now.disk_total)},
          {"su_bavail", counted(free)},
          {"su_blocks", counted(now.disk_total)},
          {"su_favail", counted(files_free)},
          {"su_files", counted(kFiles)},
          {"used", counted(now.disk)},
          {"user_bavail", counted(free)},
          {"user_blocks", counted(now.disk_total)},
          {"user_favail", counted(files_free)},
          {"user_files", counted(kFiles)},
          {"user_fused", counted(kFilesUsed)},
          {"user_used", counted(now.disk)}};
}

Scalars card(const Version& version, std::int64_t receive, std::int64_t transmit, bool physical) {
  Scalars all = {{"receive", counted(receive)}, {"transmit", counted(transmit)}};
  if (version.nicTypes()) all["type"] = text(physical ? "physical" : "virtual");
  return all;
}

}  // namespace

Record nodeRecord(const World& world, const Version& version, const Node& node) {
  const Figures& now = node.cycles.back();
  Record record;
  record.id = record.node = node.name;
  record.time_s = now.time_s;
  record.scalars["uptime"] = counted(now.uptime_s);
  record.groups["cpustat"] = processors(node, now);
  record.groups["memory"] = memory(version, now);
  record.groups["blockstat"] = rootFileSystem(now);
  auto& cards = record.devices["nics"];
  cards["eth0"] = card(version, now.receive, now.transmit, true);
  cards["lo"] = card(version, now.uptime_s, now.uptime_s, false);
  // The host's end of a guest's cable has both directions swapped.
  for (const Guest& each : world.guests()) {
    if (each.node != node.name || each.cycles.empty() || !each.cycles.back().running) continue;
    const Figures& its = each.cycles.back();
    const std::string prefix = each.container ? "veth" : "tap";
    cards[prefix + std::to_string(each.vmid) + "i0"] =
        card(version, its.transmit, its.receive, false);
  }
  return record;
}

}  // namespace pipevane::simulator

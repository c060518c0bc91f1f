// Section 3.10: the metrics export.
#include "tests/plugins/proxmox/traps/traps.h"

namespace pipevane::proxmox::traps {
namespace {

const std::string kVm = "lab/vm/100";
const std::string kContainer = "lab/container/205";
const std::string kNode = "lab/node/pve1";
const std::string kLocal = "lab/storage/pve1/local";
const std::string kUp = row("qemu/100", "uptime", kT0s, "9") + ",";

std::string typed(const std::string& type) {
  return kUp + edited(row("qemu/100", "net_in", kT0s, "7"), "gauge", type);
}

std::vector<Trap> rows() {
  return {
      {"ListIsInADataInTheData",
       "3.10",
       figures(row("node/pve1", "cpu_current", kT0s, "0.5")),
       {live(kNode, "cpu_usage_ratio", 0.5)}},
      {"ListWithoutItsSecondDataIsNone",
       "3.10",
       [](Fleet& fleet) {
         figures("")(fleet);
         return fleet.answer("/cluster/metrics/export",
                             R"({"data":[)" + row("node/pve1", "uptime", kT0s, "9") + "]}");
       },
       {never(kNode, "uptime_seconds")},
       {},
       "is no metrics export"},
      {"ZeroTimestampsOfAFailedCycle",
       "3.10",
       figures(row("node/pve1", "cpu_current", 0, "0") + "," +
               row("node/pve1", "cpu_current", kT0s, "0.5")),
       {live(kNode, "cpu_usage_ratio", 0.5), count(kNode, "cpu_usage_ratio", 1)},
       {"row of the metrics export without a time"}},
      {"InactiveStorageHas0Of0",
       "3.10",
       figures(row("storage/pve1/local", "disk_total", kT0s, "0") + "," +
               row("storage/pve1/local", "disk_used", kT0s, "0")),
       {never(kLocal, "disk_used_bytes"), never(kLocal, "disk_total_bytes")}},
      {"StorageThatIsLostHas0Of0",
       "3.10",
       figures(row("storage/pve1/local", "disk_total", kT0s, "9") + "," +
               row("storage/pve1/local", "disk_used", kT0s, "5") + "," +
               row("storage/pve1/local", "disk_total", kT0s + 10, "0") + "," +
               row("storage/pve1/local", "disk_used", kT0s + 10, "0")),
       {unknown(kLocal, "disk_used_bytes"), unknown(kLocal, "disk_total_bytes")}},
      {"CountersAreOfTypeDerive",
       "3.10",
       figures(typed("derive")),
       {live(kVm, "network_receive_bytes_total", 7)}},
      {"TypeCounterIsInTheSchema",
       "3.10",
       figures(typed("counter")),
       {live(kVm, "network_receive_bytes_total", 7)}},
      {"IowaitIsTicksBefore834",
       "3.10",
       figures(row("node/pve1", "cpu_iowait", kT0s, "0.5"), "8.3.3"),
       {never(kNode, "cpu_iowait_ratio")}},
      {"IowaitIsARatioSince834",
       "3.10",
       figures(row("node/pve1", "cpu_iowait", kT0s, "0.5"), "8.3.4"),
       {live(kNode, "cpu_iowait_ratio", 0.5)}},
      {"RowsAreOutOfOrder",
       "3.10",
       figures(row("qemu/100", "mem_used", kT0s + 10, "6") + "," +
               row("node/pve1", "uptime", kT0s + 10, "30") + "," +
               row("qemu/100", "uptime", kT0s, "9") + "," +
               row("qemu/100", "uptime", kT0s + 10, "19") + "," +
               row("qemu/100", "mem_used", kT0s, "5") + "," +
               row("node/pve1", "uptime", kT0s, "20")),
       {live(kVm, "memory_used_bytes", 6), count(kVm, "memory_used_bytes", 2),
        live(kNode, "uptime_seconds", 30), count(kNode, "uptime_seconds", 2)}},
      {"RowsAreDuplicated",
       "3.10",
       figures(kUp + kUp + row("qemu/100", "net_in", kT0s, "7") + "," +
               row("qemu/100", "net_in", kT0s, "7")),
       {live(kVm, "network_receive_bytes_total", 7), count(kVm, "network_receive_bytes_total", 1),
        count(kVm, "uptime_seconds", 1)}},
      {"MetricThatIsNew",
       "3.10",
       figures(row("node/pve1", "gpu_current", kT0s, "0.5") + "," +
               row("node/pve1", "cpu_current", kT0s, "0.25")),
       {live(kNode, "cpu_usage_ratio", 0.25)},
       {"metric \"gpu_current\" in the export"}},
      {"NothingNewIsAnEmptyList", "3.10", figures(""), {never(kNode, "cpu_usage_ratio")}},
  };
}

std::vector<Trap> objects() {
  return {
      {"MachineHasNoDiskUsed",
       "3.10",
       figures(kUp + row("qemu/100", "disk_total", kT0s, "8000")),
       {live(kVm, "disk_total_bytes", 8000), never(kVm, "disk_used_bytes")}},
      {"StoppedGuestHasSizesOnly",
       "3.10",
       figures(kUp + row("qemu/100", "cpu_current", kT0s, "0.5") + "," +
               row("qemu/100", "mem_used", kT0s, "5") + "," + row("qemu/100", "net_in", kT0s, "7") +
               "," + row("qemu/100", "uptime", kT0s + 10, "0") + "," +
               row("qemu/100", "cpu_max", kT0s + 10, "4") + "," +
               row("qemu/100", "mem_total", kT0s + 10, "4000")),
       {unknown(kVm, "uptime_seconds"), unknown(kVm, "cpu_usage_ratio"),
        unknown(kVm, "memory_used_bytes"), unknown(kVm, "network_receive_bytes_total"),
        live(kVm, "cpu_count", 4), live(kVm, "memory_total_bytes", 4000)}},
      {"ContainerHasDiskUsed",
       "3.10",
       figures(row("lxc/205", "uptime", kT0s, "9") + "," + row("lxc/205", "disk_used", kT0s, "7")),
       {live(kContainer, "disk_used_bytes", 7)}},
      {"CountersFallWithTheUptimeOfTheExport",
       "3.10",
       figures(kUp + row("qemu/100", "net_in", kT0s, "1000") + "," +
               row("qemu/100", "uptime", kT0s + 10, "4") + "," +
               row("qemu/100", "net_in", kT0s + 10, "3")),
       {live(kVm, "uptime_seconds", 4), live(kVm, "network_receive_bytes_total", 3)}},
      {"LoadIsCalledCpuAvg",
       "3.10",
       figures(row("node/pve1", "cpu_avg1", kT0s, "3.5") + "," +
               row("node/pve1", "cpu_avg15", kT0s, "1.5")),
       {live(kNode, "load_average_1m", 3.5), live(kNode, "load_average_15m", 1.5),
        never(kNode, "load_average_5m"), never(kNode, "cpu_usage_ratio")}},
      {"SubsystemsOfOneCycleHaveDifferentStamps",
       "3.10",
       figures(row("node/pve1", "uptime", kT0s - 5, "9") + "," +
               row("qemu/100", "uptime", kT0s - 4, "9") + "," +
               row("lxc/205", "uptime", kT0s - 3, "9") + "," +
               row("storage/pve1/local", "disk_total", kT0s - 2, "9")),
       {[](Fleet& fleet) {
         EXPECT_EQ(fleet.samples(kNode, "uptime_seconds").at(0).time_ms, kT0 - 5000);
         EXPECT_EQ(fleet.samples(kVm, "uptime_seconds").at(0).time_ms, kT0 - 4000);
         EXPECT_EQ(fleet.samples(kContainer, "uptime_seconds").at(0).time_ms, kT0 - 3000);
         EXPECT_EQ(fleet.samples(kLocal, "disk_total_bytes").at(0).time_ms, kT0 - 2000);
       }}},
      {"MissingNodeIsSilence",
       "3.10",
       [](Fleet& fleet) {
         fleet.version("9.2.11");
         fleet.list(kNode1 + "," + nodeNamed("pve2"));
         fleet.figures(row("node/pve1", "cpu_current", kT0s, "0.5") + "," +
                       row("node/pve2", "cpu_current", kT0s, "0.25"));
         return fleet.figures(row("node/pve1", "cpu_current", kT0s + 10, "0.75"), kT0 + kCycle);
       },
       {live(kNode, "cpu_usage_ratio", 0.75), live("lab/node/pve2", "cpu_usage_ratio", 0.25),
        count("lab/node/pve2", "cpu_usage_ratio", 1)}},
      {"GlobalLastTimestampLosesRowsOfASlowNode",
       "3.10",
       [](Fleet& fleet) {
         fleet.version("9.2.11");
         fleet.list(kNode1 + "," + nodeNamed("pve2"));
         fleet.figures(row("node/pve1", "cpu_current", kT0s + 20, "0.5"), kT0 + 2 * kCycle);
         return fleet.figures(row("node/pve2", "cpu_current", kT0s + 10, "0.25"), kT0 + 2 * kCycle);
       },
       {live("lab/node/pve2", "cpu_usage_ratio", 0.25)}},
      {"OverlapOfTwentySecondsIsToldOnce",
       "3.10",
       [](Fleet& fleet) {
         const std::string old = row("node/pve1", "cpu_current", kT0s, "0.5");
         figures(old)(fleet);
         return fleet.figures(old + "," + row("node/pve1", "cpu_current", kT0s + 10, "0.25"),
                              kT0 + kCycle);
       },
       {live(kNode, "cpu_usage_ratio", 0.25), count(kNode, "cpu_usage_ratio", 2)}},
      {"ExportThatFailsOnceTakesNothingBack",
       "3.10",
       [](Fleet& fleet) {
         figures(row("node/pve1", "cpu_current", kT0s, "0.5"))(fleet);
         return fleet.answer("/cluster/metrics/export", "", kT0 + kCycle, 596);
       },
       {live(kNode, "cpu_usage_ratio", 0.5), count(kNode, "cpu_usage_ratio", 1),
        [](Fleet& fleet) { EXPECT_TRUE(fleet.decoder.exportWorks()); }}},
  };
}

INSTANTIATE_TEST_SUITE_P(Section3RowsOfTheExport, Traps, ::testing::ValuesIn(rows()), nameOf);
INSTANTIATE_TEST_SUITE_P(Section3ObjectsOfTheExport, Traps, ::testing::ValuesIn(objects()), nameOf);

}  // namespace
}  // namespace pipevane::proxmox::traps

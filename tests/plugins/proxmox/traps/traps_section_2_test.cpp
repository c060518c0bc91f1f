// Section 2: who computes what, and how fresh it is.
#include "tests/plugins/proxmox/traps/traps.h"

namespace pipevane::proxmox::traps {
namespace {

const std::string kVm = "lab/vm/100";
const std::string kNode = "lab/node/pve1";
const std::string kLocal = "lab/storage/pve1/local";
const std::string kStorage =
    storage(R"("status":"available","shared":0,"disk":5,"maxdisk":9,"content":"iso")");
const std::string kAll = kNode1 + "," + kVm100 + "," + kStorage;
const std::string kNodeKeys = R"({"id":"node/pve1","type":"node","node":"pve1","status":)";
const std::string kDead = kNodeKeys + R"("offline","maxcpu":8,"maxmem":16e9,"maxdisk":100})";

std::vector<Trap> section2() {
  return {
      {"OfflineNodeKeepsMaxcpuButNoFigures",
       "2",
       lists({kNode1, kDead}),
       {attribute(kNode, "status", "offline"), unknown(kNode, "uptime_seconds"),
        unknown(kNode, "cpu_usage_ratio"), unknown(kNode, "memory_used_bytes"),
        unknown(kNode, "disk_used_bytes"), stale(kNode, "cpu_count", 8),
        stale(kNode, "memory_total_bytes", 16e9)}},
      {"GuestOfADeadNodeStillReadsRunningWithFrozenCounters",
       "2",
       lists({kAll, kDead + "," + kVm100}),
       {attribute(kVm, "status", "unknown"), stale(kVm, "memory_used_bytes", 1000),
        stale(kVm, "cpu_usage_ratio", 0.25), unknown(kVm, "network_receive_bytes_total"),
        unknown(kVm, "disk_written_bytes_total")}},
      {"StoragesOfADeadNodeStayAvailable",
       "2",
       lists({kAll, kDead + "," + kStorage}),
       {attribute(kLocal, "status", "unknown"), stale(kLocal, "disk_used_bytes", 5),
        stale(kLocal, "disk_total_bytes", 9)}},
      {"AfterFiveMinutesOnlyKeysAreLeft",
       "2",
       lists({kAll, kDead + "," + kVm100 + "," + kStorage,
              kNodeKeys + R"("offline"},)" + vm(R"("status":"unknown")") + "," +
                  storage(R"("status":"unknown","shared":0)")}),
       {attribute(kVm, "status", "unknown"), attribute(kVm, "name", "web01"),
        attribute(kVm, "tags", "prod;web"), attribute(kVm, "template", "false"),
        stale(kVm, "memory_used_bytes", 1000), count(kVm, "memory_used_bytes", 2),
        attribute(kLocal, "status", "unknown"), stale(kNode, "cpu_count", 8)}},
      {"LiveNodeIsUnknownWhereItsPvestatdHangs",
       "2",
       lists({kAll, kNodeKeys + R"("unknown","cgroup-mode":2},)" + vm(R"("status":"unknown")") +
                        "," + storage(R"("status":"unknown","shared":0)")}),
       {attribute(kNode, "status", "unknown"), unknown(kNode, "cpu_usage_ratio"),
        attribute(kVm, "status", "unknown"), stale(kVm, "memory_used_bytes", 1000),
        unknown(kVm, "network_transmit_bytes_total"), attribute(kLocal, "status", "unknown")}},
      {"OneGuestOfALiveNodeIsUnknown",
       "2",
       lists({kAll, kNode1 + "," + vm(R"("status":"unknown")")}),
       {attribute(kVm, "status", "unknown"), attribute(kVm, "name", "web01"),
        unknown(kVm, "memory_used_bytes"), unknown(kVm, "cpu_count"),
        attribute(kNode, "status", "online")}},
      {"HungStatisticsAreRepeatedForFiveMinutes",
       "2",
       lists({kAll, kAll, kAll, kAll, kAll}),
       {stale(kVm, "memory_used_bytes", 1000), unknown(kVm, "network_receive_bytes_total"),
        stale(kNode, "cpu_usage_ratio", 0.1), stale(kLocal, "disk_used_bytes", 5)}},
      {"PollingFasterThanTenSecondsRepeatsValues",
       "2",
       [](Fleet& fleet) {
         fleet.version("9.2.11");
         for (int second = 0; second < 9; ++second) fleet.list(kAll, kT0 + second * 1000);
         return Decoded{};
       },
       {count(kVm, "memory_host_used_bytes", 1), listed(kVm, "memory_host_used_bytes", 1200)}},
      {"PhaseDiffersPerNode",
       "2",
       [](Fleet& fleet) {
         fleet.version("9.2.11");
         fleet.list(kNode1 + "," + nodeNamed("pve2"));
         return fleet.figures(row("node/pve1", "cpu_current", kT0s - 7, "0.5") + "," +
                              row("node/pve2", "cpu_current", kT0s - 2, "0.25"));
       },
       {[](Fleet& fleet) {
         EXPECT_EQ(fleet.samples("lab/node/pve1", "cpu_usage_ratio").at(0).time_ms, kT0 - 7000);
         EXPECT_EQ(fleet.samples("lab/node/pve2", "cpu_usage_ratio").at(0).time_ms, kT0 - 2000);
       }}},
      {"CpuOfTheLiveCallsIs0InAFreshWorker",
       "2",
       [](Fleet& fleet) {
         figures(row("node/pve1", "cpu_current", kT0s, "0.5") + "," +
                 row("qemu/100", "uptime", kT0s, "9") + "," +
                 row("qemu/100", "cpu_current", kT0s, "0.75"))(fleet);
         const std::int64_t later = kT0 + kCycle;
         const std::string idle = R"({"data":{"status":"running","cpu":0,"wait":0,"uptime":19}})";
         fleet.answer("/nodes/pve1/status", idle, later);
         fleet.answer("/nodes/pve1/qemu", R"({"data":[{"vmid":100,"cpu":0}]})", later);
         return fleet.answer("/nodes/pve1/qemu/100/status/current", idle, later);
       },
       {live(kNode, "cpu_usage_ratio", 0.5), live(kVm, "cpu_usage_ratio", 0.75),
        count(kNode, "cpu_usage_ratio", 1), count(kVm, "cpu_usage_ratio", 1)}},
  };
}

INSTANTIATE_TEST_SUITE_P(Section2, Traps, ::testing::ValuesIn(section2()), nameOf);

}  // namespace
}  // namespace pipevane::proxmox::traps

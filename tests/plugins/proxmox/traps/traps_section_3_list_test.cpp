// Section 3.3: the list of resources.
#include "tests/plugins/proxmox/traps/traps.h"

namespace pipevane::proxmox::traps {
namespace {

const std::string kVm = "lab/vm/100";
const std::string kContainer = "lab/container/205";
const std::string kNode = "lab/node/pve1";
const std::string kLocal = "lab/storage/pve1/local";
const std::string kIdle =
    R"("uptime":0,"cpu":0,"maxcpu":4,"mem":0,"maxmem":4000,"netin":0,"netout":0,"diskread":0,"diskwrite":0,"disk":0,"maxdisk":8000)";

std::vector<Trap> figuresOfGuests() {
  return {
      {"MachineDiskIsAlways0",
       "3.3",
       list(kVm100),
       {never(kVm, "disk_used_bytes"), listed(kVm, "disk_total_bytes", 8000)}},
      {"ContainerDiskIs0WhenStopped",
       "3.3",
       lists({kNode1 + "," + container(R"("status":"running","uptime":9,"disk":7,"maxdisk":80)"),
              kNode1 + "," + container(R"("status":"stopped","uptime":0,"disk":0,"maxdisk":80)")}),
       {unknown(kContainer, "disk_used_bytes"), listed(kContainer, "disk_total_bytes", 80)}},
      {"HostMemoryOfAContainerIs0",
       "3.3",
       list(container(R"("status":"running","uptime":9,"mem":5,"memhost":0)")),
       {never(kContainer, "memory_host_used_bytes"), listed(kContainer, "memory_used_bytes", 5)}},
      {"HostMemoryOfAMachineIsApartFromItsOwn",
       "3.3",
       list(kVm100),
       {listed(kVm, "memory_used_bytes", 1000), listed(kVm, "memory_host_used_bytes", 1200)}},
      {"MemoryMayExceedMaxmemInNine",
       "3.3",
       list(vm(R"("status":"running","uptime":9,"mem":5000,"maxmem":4000)")),
       {listed(kVm, "memory_used_bytes", 5000), listed(kVm, "memory_total_bytes", 4000)}},
      {"StoppedGuestHasZeros",
       "3.3",
       list(vm(R"("status":"stopped",)" + kIdle)),
       {attribute(kVm, "status", "stopped"), never(kVm, "uptime_seconds"),
        never(kVm, "cpu_usage_ratio"), never(kVm, "memory_used_bytes"),
        never(kVm, "network_receive_bytes_total"), never(kVm, "disk_read_bytes_total"),
        listed(kVm, "memory_total_bytes", 4000)}},
      {"GuestThatStopsHasZeros",
       "3.3",
       lists({kNode1 + "," + kVm100, kNode1 + "," + vm(R"("status":"stopped",)" + kIdle)}),
       {unknown(kVm, "cpu_usage_ratio"), unknown(kVm, "memory_used_bytes"),
        unknown(kVm, "network_receive_bytes_total"), unknown(kVm, "network_transmit_bytes_total"),
        unknown(kVm, "disk_written_bytes_total"), listed(kVm, "cpu_count", 4)}},
      {"GuestWithoutANicHas0AndNotNull",
       "3.3",
       list(vm(R"("status":"running","uptime":9,"netin":0,"netout":0)")),
       {listed(kVm, "network_receive_bytes_total", 0),
        listed(kVm, "network_transmit_bytes_total", 0)}},
      {"CountersFallWithTheUptime",
       "3.3",
       lists({kNode1 + "," + vm(R"("status":"running","uptime":500,"netin":1000)"),
              kNode1 + "," + vm(R"("status":"running","uptime":6,"netin":3)")}),
       {listed(kVm, "network_receive_bytes_total", 3), listed(kVm, "uptime_seconds", 6)}},
      {"CpuIsAShareOfMaxcpu",
       "3.3",
       list(kVm100),
       {listed(kVm, "cpu_usage_ratio", 0.25), listed(kVm, "cpu_count", 4)}},
      {"NoKeyIsGuaranteed",
       "3.3",
       list(vm(R"("status":"running")")),
       {attribute(kVm, "status", "running"), absent(kVm, "name"), absent(kVm, "template"),
        absent(kVm, "tags"), never(kVm, "memory_used_bytes"), never(kVm, "uptime_seconds"),
        never(kVm, "cpu_usage_ratio")}},
      {"MigratedGuestIsTheSame",
       "3.3",
       lists({kNode1 + "," + nodeNamed("pve2") + "," + kVm100,
              kNode1 + "," + nodeNamed("pve2") + "," +
                  edited(edited(kVm100, "pve1", "pve2"), R"("netin":11)", R"("netin":2)")}),
       {attribute(kVm, "node", "pve2"), listed(kVm, "network_receive_bytes_total", 2)}},
  };
}

std::vector<Trap> entriesOfGuests() {
  return {
      {"KeyOrderIsRandom",
       "3.3",
       lists({R"({"mem":5,"uptime":9,"status":"running","node":"pve1","vmid":100,)"
              R"("type":"qemu","id":"qemu/100"},)" +
              kNode1}),
       {attribute(kVm, "status", "running"), listed(kVm, "memory_used_bytes", 5)}},
      {"TemplateIs1",
       "3.3",
       list(vm(R"("status":"stopped","template":1,)" + kIdle)),
       {attribute(kVm, "template", "true"), attribute(kVm, "status", "stopped")}},
      {"MachineWithoutAName",
       "3.3",
       list(vm(R"("status":"running","uptime":9,"mem":5)")),
       {absent(kVm, "name"), listed(kVm, "memory_used_bytes", 5)}},
      {"NewMachineIsUnknownWithItsLockFirst",
       "3.3",
       list(vm(R"("status":"unknown","lock":"create")")),
       {attribute(kVm, "status", "unknown"), attribute(kVm, "lock", "create"), absent(kVm, "name"),
        never(kVm, "memory_used_bytes")}},
      {"TagsPoolAndHaStateAreConditional",
       "3.3",
       lists({kNode1 + "," + edited(kVm100, R"("template":0)", R"("hastate":"started")"),
              kNode1 + "," + vm(R"("status":"running")")}),
       {absent(kVm, "tags"), absent(kVm, "pool"), absent(kVm, "ha_state")}},
      {"HaStateOfAGuest",
       "3.3",
       list(vm(R"("status":"running","hastate":"started")")),
       {attribute(kVm, "ha_state", "started")}},
      {"TypeFilterNamesNoNodes",
       "3.3",
       [](Fleet& fleet) {
         fleet.version("7.4-17");
         fleet.list(kNode1 + "," + kVm100);
         for (int i = 1; i <= 3; ++i)
           fleet.answer("/cluster/resources", R"({"data":[)" + kVm100 + "]}", kT0 + i * 1000, 200,
                        "type=vm");
         return fleet.answer("/cluster/resources", R"({"data":[]})", kT0 + 4000, 200,
                             "type=storage");
       },
       {attribute(kNode, "status", "online"), attribute(kVm, "status", "running")}},
  };
}

std::vector<Trap> nodes() {
  const std::string bare = R"({"id":"node/pve1","type":"node","node":"pve1","status":"online",)";
  return {
      {"NodeWithoutSysAuditHasNoNumbers",
       "3.3",
       lists({bare + R"("level":"","cgroup-mode":2},)" + kVm100}),
       {attribute(kNode, "status", "online"), never(kNode, "cpu_usage_ratio"),
        never(kNode, "memory_total_bytes"), never(kNode, "uptime_seconds"),
        listed(kVm, "memory_used_bytes", 1000)}},
      {"TokenWithoutRightsSeesBareNodesOnly",
       "3.3",
       lists({kNode1 + "," + kVm100, bare + R"("level":"","cgroup-mode":2})",
              bare + R"("level":"","cgroup-mode":2})", bare + R"("level":"","cgroup-mode":2})"}),
       {attribute(kVm, "status", "unknown"), attribute(kVm, "name", "web01"),
        stale(kVm, "memory_used_bytes", 1000)},
       {"list of resources without a guest, a storage and a node's figures"}},
      {"CgroupModeHostArchAndHaStateCameLate",
       "3.3",
       lists({bare + R"("maxcpu":8,"cgroup-mode":1,"hastate":"maintenance","host-arch":"arm64"})"}),
       {attribute(kNode, "cgroup_mode", "1"), attribute(kNode, "ha_state", "maintenance"),
        absent(kNode, "host_arch")}},
      {"SevenHasNoHaStateOfANode", "3.3", lists({kNode1}), {absent(kNode, "ha_state")}},
      {"NodeUsesItsRootFileSystem",
       "3.3",
       lists({kNode1}),
       {listed(kNode, "disk_used_bytes", 10), listed(kNode, "disk_total_bytes", 100)}},
  };
}

std::vector<Trap> storagesAndOthers() {
  const std::string ceph =
      R"({"id":"storage/pve1/ceph","type":"storage","storage":"ceph","node":"pve1","status":"available","shared":1,"disk":5,"maxdisk":9})";
  return {
      {"StorageFiguresAreAbsentWhenUnknown",
       "3.3",
       list(storage(R"("status":"unknown","shared":0,"content":"iso","plugintype":"nfs")")),
       {attribute(kLocal, "status", "unknown"), attribute(kLocal, "storage_type", "nfs"),
        never(kLocal, "disk_used_bytes"), never(kLocal, "disk_total_bytes")}},
      {"StorageThatBecomesUnknownLosesItsFigures",
       "3.3",
       lists({kNode1 + "," + storage(R"("status":"available","shared":0,"disk":5,"maxdisk":9)"),
              kNode1 + "," + storage(R"("status":"unknown","shared":0)")}),
       {unknown(kLocal, "disk_used_bytes"), unknown(kLocal, "disk_total_bytes")}},
      {"SharedStorageIsListedByEveryNode",
       "3.3",
       list(nodeNamed("pve2") + "," + ceph + "," +
            edited(edited(ceph, "storage/pve1", "storage/pve2"), R"("node":"pve1")",
                   R"("node":"pve2")")),
       {listed("lab/storage/ceph", "disk_used_bytes", 5),
        count("lab/storage/ceph", "disk_used_bytes", 1), noEntity("lab/storage/pve1/ceph"),
        noEntity("lab/storage/pve2/ceph"), absent("lab/storage/ceph", "node")}},
      {"ContentIsInRandomOrder",
       "3.3",
       list(storage(R"("status":"available","shared":0,"content":"vztmpl,iso,backup")")),
       {attribute(kLocal, "content", "backup,iso,vztmpl")}},
      {"PoolSumsRunningGuests",
       "3.3",
       list(R"({"id":"/pool/prod","type":"pool","pool":"prod","mem":5,"maxmem":6,"cpu":0.5,)"
            R"("maxcpu":2,"uptime":7})"),
       {attribute("lab/pool/prod", "name", "prod"), never("lab/pool/prod", "memory_used_bytes"),
        never("lab/pool/prod", "cpu_usage_ratio"), never("lab/pool/prod", "uptime_seconds")}},
      {"SdnOfEightAndNetworkOfNineAreNoEntities",
       "3.3",
       list(R"({"id":"sdn/pve1/zone1","type":"sdn","sdn":"zone1","node":"pve1","status":"ok"},)"
            R"({"id":"network/pve1/fabric/f1","type":"network","network":"f1",)"
            R"("network-type":"fabric","protocol":"ospf","node":"pve1","status":"ok"})"),
       {[](Fleet& fleet) { EXPECT_EQ(fleet.entities.size(), 2u) << "the cluster and its node"; }}},
      {"LocalnetworkIsOkOfAnOfflineNodeToo",
       "3.3",
       lists({kNode1, R"({"id":"node/pve1","type":"node","node":"pve1","status":"offline"},)"
                      R"({"id":"network/pve1/zone/localnetwork","type":"network","status":"ok",)"
                      R"("network":"localnetwork","network-type":"zone","zone-type":"simple",)"
                      R"("node":"pve1"})"}),
       {attribute(kNode, "status", "offline")},
       {"list of resources without a guest, a storage and a node's figures"}},
  };
}

INSTANTIATE_TEST_SUITE_P(Section3FiguresOfGuests, Traps, ::testing::ValuesIn(figuresOfGuests()),
                         nameOf);
INSTANTIATE_TEST_SUITE_P(Section3EntriesOfGuests, Traps, ::testing::ValuesIn(entriesOfGuests()),
                         nameOf);
INSTANTIATE_TEST_SUITE_P(Section3Nodes, Traps, ::testing::ValuesIn(nodes()), nameOf);
INSTANTIATE_TEST_SUITE_P(Section3StoragesAndOthers, Traps, ::testing::ValuesIn(storagesAndOthers()),
                         nameOf);

}  // namespace
}  // namespace pipevane::proxmox::traps

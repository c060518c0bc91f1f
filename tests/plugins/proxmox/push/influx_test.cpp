// Line protocol, as Proxmox VE writes it and as it might.
#include "tests/plugins/proxmox/push/pushed_fleet.h"

namespace pipevane::proxmox {
namespace {

TEST(PushedInflux, TellsANode) {
  PushedFleet fleet;
  fleet.influx(nodeLines("pve1"));
  EXPECT_EQ(fleet.attribute("lab/node/pve1", "status"), "online");
  EXPECT_EQ(fleet.attribute("lab/node/pve1", "name"), "pve1");
  EXPECT_EQ(fleet.attribute("lab/cluster/lab", "name"), "lab");
  const std::pair<const char*, double> expected[] = {
      {"uptime_seconds", 1000},
      {"cpu_usage_ratio", 0.5},
      {"cpu_count", 16},
      {"cpu_iowait_ratio", 0.125},
      {"load_average_1m", 1},
      {"load_average_5m", 2},
      {"load_average_15m", 3},
      {"memory_used_bytes", 4000},
      {"memory_total_bytes", 9000},
      {"memory_arc_bytes", 300},
      {"memory_used_without_arc_bytes", 3700},
      {"swap_used_bytes", 7},
      {"swap_total_bytes", 70},
      {"disk_used_bytes", 100},
      {"disk_total_bytes", 1000},
      {"network_receive_bytes_total", 21},
      {"network_transmit_bytes_total", 22},
  };
  for (const auto& [metric, value] : expected) {
    SCOPED_TRACE(metric);
    EXPECT_EQ(fleet.value("lab/node/pve1", metric), value);
    EXPECT_EQ(fleet.quality("lab/node/pve1", metric), Quality::kLive);
    EXPECT_EQ(fleet.samples("lab/node/pve1", metric).front().time_ms, kPushedMs);
  }
  EXPECT_EQ(fleet.value("lab/node/pve1", "disk_read_bytes_total"), std::nullopt);
  fleet.expectAllCounted();
}

TEST(PushedInflux, TellsAMachine) {
  PushedFleet fleet;
  fleet.influx(vmLine("100", "pve1", kPushedS, ",lock=\"backup\",tags=\"ci;dev\""));
  const std::pair<const char*, const char*> attributes[] = {
      {"name", "web01"},     {"vmid", "100"},
      {"status", "running"}, {"node", "pve1"},
      {"template", "false"}, {"tags", "ci;dev"},
      {"lock", "backup"},    {"memory_source", "balloon"}};
  for (const auto& [name, value] : attributes)
    EXPECT_EQ(fleet.attribute("lab/vm/100", name), value) << name;
  const std::pair<const char*, double> expected[] = {{"uptime_seconds", 500},
                                                     {"cpu_usage_ratio", 0.25},
                                                     {"cpu_count", 4},
                                                     {"memory_used_bytes", 1000},
                                                     {"memory_total_bytes", 4000},
                                                     {"memory_host_used_bytes", 1200},
                                                     {"disk_total_bytes", 8000},
                                                     {"network_receive_bytes_total", 11},
                                                     {"network_transmit_bytes_total", 12},
                                                     {"disk_read_bytes_total", 13},
                                                     {"disk_written_bytes_total", 14}};
  for (const auto& [metric, value] : expected)
    EXPECT_EQ(fleet.value("lab/vm/100", metric), value) << metric;
  // What a machine uses of its disks only its guest knows.
  EXPECT_EQ(fleet.value("lab/vm/100", "disk_used_bytes"), std::nullopt);
}

TEST(PushedInflux, SaysWhoseViewAMachinesMemoryIs) {
  PushedFleet fleet;
  std::string line = vmLine("100", "pve1");
  line.replace(line.find("memhost=1200"), 12, "memhost=1000");
  fleet.influx(line);
  EXPECT_EQ(fleet.attribute("lab/vm/100", "memory_source"), "host");
  EXPECT_EQ(fleet.quality("lab/vm/100", "memory_used_bytes"), Quality::kEstimated);
}

TEST(PushedInflux, TakesAwayWhatOneThatStoppedHad) {
  PushedFleet fleet;
  fleet.influx(vmLine("100", "pve1"));
  fleet.influx(stoppedVmLine("100", "pve1", kPushedS + 10), kPushedMs + 10'000);
  EXPECT_EQ(fleet.attribute("lab/vm/100", "status"), "stopped");
  EXPECT_EQ(fleet.attribute("lab/vm/100", "memory_source"), std::nullopt);
  for (const char* metric : {"cpu_usage_ratio", "memory_used_bytes", "uptime_seconds",
                             "network_receive_bytes_total", "disk_read_bytes_total"}) {
    EXPECT_EQ(fleet.quality("lab/vm/100", metric), Quality::kUnknown) << metric;
    EXPECT_EQ(fleet.samples("lab/vm/100", metric).back().time_ms, kPushedMs + 10'000);
  }
  EXPECT_EQ(fleet.value("lab/vm/100", "memory_total_bytes"), 4000);
}

TEST(PushedInflux, ForgetsTagsAndLocksThatAreTakenAway) {
  PushedFleet fleet;
  fleet.influx(vmLine("100", "pve1", kPushedS, ",lock=\"backup\",tags=\"ci\""));
  fleet.influx(vmLine("100", "pve1", kPushedS + 10), kPushedMs + 10'000);
  EXPECT_EQ(fleet.attribute("lab/vm/100", "lock"), std::nullopt);
  EXPECT_EQ(fleet.attribute("lab/vm/100", "tags"), std::nullopt);
}

TEST(PushedInflux, TellsAContainer) {
  PushedFleet fleet;
  fleet.influx(
      "system,object=lxc,vmid=200,nodename=pve1,host=ct cpu=0.5,cpus=1.5,disk=10,maxdisk=100,"
      "maxmem=64,mem=32,name=\"ct\",status=\"running\",template=1,type=\"lxc\",uptime=5 " +
      nanoseconds(kPushedS));
  EXPECT_EQ(fleet.value("lab/container/200", "cpu_count"), 1.5);
  EXPECT_EQ(fleet.value("lab/container/200", "disk_used_bytes"), 10);
  EXPECT_EQ(fleet.attribute("lab/container/200", "memory_source"), "cgroup");
  EXPECT_EQ(fleet.attribute("lab/container/200", "template"), "true");
}

TEST(PushedInflux, TellsNoFiguresOfAStateThatIsNewWhereNothingRuns) {
  PushedFleet fleet;
  fleet.influx(
      "system,object=qemu,vmid=100,nodename=pve1,host=web cpu=0,cpus=2,netin=0,"
      "status=\"half-asleep\",uptime=0 " +
      nanoseconds(kPushedS));
  EXPECT_EQ(fleet.attribute("lab/vm/100", "status"), "half-asleep");
  EXPECT_EQ(fleet.value("lab/vm/100", "cpu_count"), 2);
  for (const char* metric : {"uptime_seconds", "cpu_usage_ratio", "network_receive_bytes_total"})
    EXPECT_TRUE(fleet.samples("lab/vm/100", metric).empty()) << metric;
}

TEST(PushedInflux, TellsASharedStorageOnce) {
  PushedFleet fleet;
  fleet.influx(storageLine("ceph1", "pve1", true) + storageLine("local", "pve1", false));
  fleet.sender = "10.77.0.12";
  fleet.influx(storageLine("ceph1", "pve2", true, kPushedS + 3, "251"), kPushedMs + 3000);
  EXPECT_EQ(fleet.attribute("lab/storage/ceph1", "shared"), "true");
  EXPECT_EQ(fleet.attribute("lab/storage/ceph1", "node"), std::nullopt);
  EXPECT_EQ(fleet.attribute("lab/storage/ceph1", "content"), "backup,images");
  EXPECT_EQ(fleet.samples("lab/storage/ceph1", "disk_used_bytes").size(), 1U);
  EXPECT_EQ(fleet.attribute("lab/storage/pve1/local", "node"), "pve1");
  EXPECT_EQ(fleet.attribute("lab/storage/pve1/local", "status"), "available");
  EXPECT_EQ(fleet.attribute("lab/storage/pve1/local", "storage_type"), "dir");
  EXPECT_EQ(fleet.value("lab/storage/pve1/local", "disk_total_bytes"), 1000);
}

TEST(PushedInflux, TakesAnotherNodesWordOfASharedStorageWhereTheFirstIsSilent) {
  PushedFleet fleet;
  fleet.influx(storageLine("ceph1", "pve1", true));
  fleet.sender = "10.77.0.12";
  fleet.influx(storageLine("ceph1", "pve2", true, kPushedS + 40, "251"), kPushedMs + 40'000);
  EXPECT_EQ(fleet.value("lab/storage/ceph1", "disk_used_bytes"), 251);
}

TEST(PushedInflux, ReadsWhatIsUnusual) {
  struct Case {
    const char* why;
    std::string fields;
    std::string name;
  };
  const Case cases[] = {
      {"a name that was not quoted, as in old ones", "name=123,uptime=5,mem=7", "123"},
      {"numbers with a type", "name=\"a\",uptime=5i,mem=7u", "a"},
      {"numbers as text", "name=\"a\",uptime=\"5\",mem=\"7\"", "a"},
      {"signs inside of quotes", R"(name="a b,c=d\"e\\",uptime=5,mem=7)", R"(a b,c=d"e\)"},
      {"a comma in text before", R"(tags="x,uptime=9",name="a",uptime=5,mem=7)", "a"},
      {"an exponent", "name=\"a\",uptime=5,mem=0.7e1", "a"},
  };
  for (const Case& each : cases) {
    SCOPED_TRACE(each.why);
    PushedFleet fleet;
    fleet.influx("system,object=qemu,vmid=100,nodename=pve1 " + each.fields +
                 ",status=\"running\" " + nanoseconds(kPushedS) + "\r\n");
    EXPECT_EQ(fleet.attribute("lab/vm/100", "name"), each.name);
    EXPECT_EQ(fleet.value("lab/vm/100", "uptime_seconds"), 5);
    EXPECT_EQ(fleet.value("lab/vm/100", "memory_used_bytes"), 7);
    EXPECT_EQ(fleet.decoder.counts().bad_values, 0U);
    fleet.expectAllCounted();
  }
}

// The same measurement is a node's file system and a machine's disk, and "host" is three things.
TEST(PushedInflux, KeepsApartWhatHasOneName) {
  PushedFleet fleet;
  const std::string end = " " + nanoseconds(kPushedS) + "\n";
  fleet.influx(nodeLines("pve1") + vmLine("100", "pve1", kPushedS, "", "pve1") +
               "blockstat,object=qemu,vmid=100,nodename=pve1,host=pve1,instance=scsi0 blocks=7,"
               "used=9,rd_bytes=1" +
               end +
               "nics,object=qemu,vmid=100,nodename=pve1,host=pve1,instance=tap100i0 netin=1,"
               "netout=2" +
               end + storageLine("pve1", "pve1", false));
  EXPECT_EQ(fleet.value("lab/node/pve1", "disk_used_bytes"), 100);
  EXPECT_EQ(fleet.value("lab/node/pve1", "uptime_seconds"), 1000);
  EXPECT_EQ(fleet.value("lab/vm/100", "uptime_seconds"), 500);
  EXPECT_EQ(fleet.value("lab/vm/100", "network_receive_bytes_total"), 11);
  EXPECT_EQ(fleet.value("lab/storage/pve1/pve1", "disk_used_bytes"), 250);
  EXPECT_EQ(fleet.entities.size(), 4U);
  fleet.expectAllCounted();
}

TEST(PushedInflux, OfNonsenseAloneThereIsNoCluster) {
  PushedFleet fleet;
  fleet.influx("x\n" + vmLine("100", "a/b"));
  EXPECT_TRUE(fleet.entities.empty());
}

TEST(PushedInflux, UnescapesTags) {
  PushedFleet fleet;
  fleet.influx("system,object=lxc,vmid=114,nodename=pve2,host=VM\\ 114 uptime=3,mem=1 " +
               nanoseconds(kPushedS));
  EXPECT_EQ(fleet.attribute("lab/container/114", "name"), "VM 114");
}

TEST(PushedInflux, RefusesWhatIsNoLineOfProxmox) {
  const std::string end = " " + nanoseconds(kPushedS);
  const std::pair<std::string, Refusal> cases[] = {
      {"x", Refusal::kUnreadable},
      {"system,object=qemu,vmid=100,nodename=pve1 uptime=5", Refusal::kUnreadable},
      {"system,object=qemu,vmid=100,nodename=pve1 uptime=5 soon", Refusal::kNoTime},
      {"system,object=qemu,vmid=100,nodename=pve1 uptime=5 99999999999999999999", Refusal::kNoTime},
      {"system,object=qemu,vmid=100,nodename=pve1 uptime" + end, Refusal::kUnreadable},
      {"system,object=qemu,vmid=100,nodename=pve1 uptime=5,na" + end, Refusal::kUnreadable},
      {"system,object=qemu,vmid=100,nodename=pve1 name=\"a" + end, Refusal::kUnreadable},
      {"system,object=qemu,vmid=100,nodename=pve1 uptime=5," + end, Refusal::kUnreadable},
      {"ballooninfo,object=qemu,vmid=100,nodename=pve1 actual=" + end, Refusal::kUnreadable},
      {"system,object=qemu,vmid=1x0,nodename=pve1 uptime=5" + end, Refusal::kBadName},
      {"system,object=qemu,vmid=1000000000,nodename=pve1 uptime=5" + end, Refusal::kBadName},
      {"system,object=qemu,vmid=100,nodename=a/b uptime=5" + end, Refusal::kBadName},
      {"system,object=nodes uptime=5" + end, Refusal::kBadName},
      {"system,object=storages,nodename=pve1,host=a/b total=5,used=1,shared=0" + end,
       Refusal::kBadName},
      {"cpu,host=server1 usage_idle=97" + end, Refusal::kNotProxmox},
      {"system,object=pools,host=x uptime=5" + end, Refusal::kNotProxmox},
      {"system,object " + std::string("uptime=5") + end, Refusal::kUnreadable},
      {"system,object=nodes,host=pve1 uptime=5 0", Refusal::kBehind},
      {"system,object=nodes,host=pve1 uptime=5 " + nanoseconds(kPushedS + 86'400), Refusal::kAhead},
      {std::string(20'000, 'x'), Refusal::kTooLong},
  };
  for (const auto& [line, refusal] : cases) {
    SCOPED_TRACE(line.substr(0, 100));
    PushedFleet fleet;
    fleet.influx(line + "\n" + nodeLines("pve1"));
    EXPECT_EQ(fleet.refused(refusal), 1U);
    EXPECT_EQ(fleet.decoder.counts().allRefused(), 1U);
    // And the others are taken.
    EXPECT_EQ(fleet.value("lab/node/pve1", "uptime_seconds"), 1000);
    fleet.expectAllCounted();
  }
}

TEST(PushedInflux, LeavesOutValuesThatThereCannotBe) {
  for (const char* value : {"-1", "nan", "inf", "1e999", "\"x\"", "0x10", "5 "}) {
    SCOPED_TRACE(value);
    PushedFleet fleet;
    fleet.influx("system,object=lxc,vmid=200,nodename=pve1 mem=" + std::string(value) +
                 ",uptime=5 " + nanoseconds(kPushedS));
    EXPECT_EQ(fleet.value("lab/container/200", "memory_used_bytes"), std::nullopt);
  }
}

TEST(PushedInflux, ShowsNoTextThatIsNone) {
  PushedFleet fleet;
  fleet.influx("system,object=lxc,vmid=200,nodename=pve1 name=\"a\x01z\",tags=\"\xff\",lock=\"" +
               std::string(65, 'l') + "\",uptime=5 " + nanoseconds(kPushedS));
  for (const char* name : {"name", "tags", "lock"})
    EXPECT_EQ(fleet.attribute("lab/container/200", name), std::nullopt) << name;
  EXPECT_EQ(fleet.decoder.counts().bad_values, 3U);
}

}  // namespace
}  // namespace pipevane::proxmox

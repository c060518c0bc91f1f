// Graphite's plain text, as Proxmox VE writes it.
#include "tests/plugins/proxmox/push/pushed_fleet.h"

#include <sstream>

namespace pipevane::proxmox {
namespace {

std::string lines(const std::string& prefix, const std::string& figures,
                  std::int64_t time_s = kPushedS) {
  std::string text, key, value;
  std::istringstream words(figures);
  while (words >> key >> value)
    text += prefix + key + " " + value + " " + std::to_string(time_s) + "\n";
  return text;
}

const std::string kNode =
    "blockstat.blocks 1000 blockstat.used 100 cpustat.cpu 0.5 cpustat.wait 0.125 cpustat.used 7 "
    "cpustat.total 9 memory.memused 4000 nics.eth0.receive 21 nics.eth0.transmit 22 "
    "nics.eth0-100.receive 4 nics.eth0-100.transmit 4 nics.tap100i0.receive 5 "
    "nics.tap100i0.transmit 6 uptime 1000";
const std::string kVm =
    "cpu 0.25 cpus 4 disk 0 maxmem 4000 mem 1000 memhost 1200 netin 11 netout 12 "
    "nics.tap100i0.netin 9 uptime 500 vmid 100";
const std::string kStopped = "cpu 0 cpus 4 maxmem 4000 mem 0 netin 0 netout 0 uptime 0 vmid 100";

TEST(PushedGraphite, TellsANode) {
  PushedFleet fleet;
  fleet.graphite(lines("proxmox.nodes.pve1.", kNode));
  EXPECT_EQ(fleet.attribute("lab/node/pve1", "status"), "online");
  EXPECT_EQ(fleet.value("lab/node/pve1", "cpu_usage_ratio"), 0.5);
  EXPECT_EQ(fleet.value("lab/node/pve1", "cpu_iowait_ratio"), 0.125);
  EXPECT_EQ(fleet.value("lab/node/pve1", "disk_used_bytes"), 100);
  EXPECT_EQ(fleet.value("lab/node/pve1", "network_receive_bytes_total"), 21);
  EXPECT_EQ(fleet.samples("lab/node/pve1", "uptime_seconds").front().time_ms, kPushedMs);
  fleet.expectAllCounted();
}

TEST(PushedGraphite, TellsAGuestWithoutNameAndState) {
  PushedFleet fleet;
  fleet.graphite(lines("lab.pve.qemu.100.", kVm));
  EXPECT_EQ(fleet.value("lab/vm/100", "memory_used_bytes"), 1000);
  EXPECT_EQ(fleet.value("lab/vm/100", "network_receive_bytes_total"), 11);
  EXPECT_EQ(fleet.attribute("lab/vm/100", "vmid"), "100");
  for (const char* name : {"name", "status", "node", "template"})
    EXPECT_EQ(fleet.attribute("lab/vm/100", name), std::nullopt) << name;
}

// Its uptime is in whole seconds.
TEST(PushedGraphite, TellsAGuestInItsFirstSecond) {
  PushedFleet fleet;
  fleet.graphite(lines("proxmox.qemu.100.", "cpu 0 cpus 4 maxmem 4000 mem 5 netin 0 uptime 0"));
  for (const char* metric : {"cpu_usage_ratio", "uptime_seconds", "network_receive_bytes_total"})
    EXPECT_EQ(fleet.value("lab/vm/100", metric), 0) << metric;
}

TEST(PushedGraphite, TakesAGuestForOneOfTheNodeThatSendsIt) {
  PushedFleet fleet;
  fleet.graphite(lines("proxmox.nodes.pve1.", kNode));
  fleet.graphite(lines("proxmox.qemu.100.", kVm));
  EXPECT_EQ(fleet.attribute("lab/vm/100", "node"), "pve1");
}

TEST(PushedGraphite, KnowsNoNodeWhereOneAddressSendsForSeveral) {
  PushedFleet fleet;
  fleet.graphite(lines("proxmox.nodes.pve1.", kNode) + lines("proxmox.nodes.pve2.", kNode));
  fleet.graphite(lines("proxmox.qemu.100.", kVm));
  EXPECT_EQ(fleet.attribute("lab/vm/100", "node"), std::nullopt);
  EXPECT_EQ(fleet.value("lab/vm/100", "cpu_count"), 4);
}

TEST(PushedGraphite, TakesAwayWhatOneThatStoppedHadWhereverTheDatagramEnds) {
  const std::string all = lines("proxmox.qemu.100.", kStopped, kPushedS + 10);
  for (std::size_t end = all.find('\n') + 1; end < all.size(); end = all.find('\n', end) + 1) {
    SCOPED_TRACE(end);
    PushedFleet fleet;
    fleet.graphite(lines("proxmox.qemu.100.", kVm));
    fleet.graphite(all.substr(0, end), kPushedMs + 10'000);
    fleet.graphite(all.substr(end), kPushedMs + 10'000);
    for (const char* metric : {"cpu_usage_ratio", "memory_used_bytes", "uptime_seconds",
                               "network_receive_bytes_total"}) {
      EXPECT_EQ(fleet.quality("lab/vm/100", metric), Quality::kUnknown) << metric;
      EXPECT_EQ(fleet.samples("lab/vm/100", metric).size(), 2U) << metric;  // never 0
    }
  }
}

TEST(PushedGraphite, SumsUpCardsOnlyWhereAllAreThere) {
  PushedFleet fleet;
  const std::string two =
      "nics.eno1.receive 10 nics.eno1.transmit 1 nics.eno2.receive 20 nics.eno2.transmit 2 ";
  fleet.graphite(lines("p.nodes.pve1.", two + "uptime 10"));
  EXPECT_EQ(fleet.value("lab/node/pve1", "network_receive_bytes_total"), 30);
  // The datagram with the second one was lost: nothing is told of that time.
  const std::string one = "nics.eno1.receive 11 nics.eno1.transmit 1 uptime 20";
  for (int cycle = 1; cycle <= NicSum::kMissedMost; ++cycle)
    fleet.graphite(lines("p.nodes.pve1.", one, kPushedS + 10 * cycle), kPushedMs + 10'000 * cycle);
  EXPECT_EQ(fleet.samples("lab/node/pve1", "network_receive_bytes_total").size(), 1U);
  // It was taken out.
  fleet.graphite(lines("p.nodes.pve1.", one, kPushedS + 50), kPushedMs + 50'000);
  fleet.graphite(lines("p.nodes.pve1.", one, kPushedS + 60), kPushedMs + 60'000);
  EXPECT_EQ(fleet.value("lab/node/pve1", "network_receive_bytes_total"), 11);
}

TEST(PushedGraphite, TellsAStorageWhereverTheDatagramEnds) {
  const std::string all = lines("proxmox.storages.pve1.my.store.",
                                "active 1 avail 750 enabled 1 shared 0 total 1000 "
                                "used 250");
  for (std::size_t end = all.find('\n') + 1; end <= all.size() && end > 0;
       end = end == all.size() ? 0 : all.find('\n', end) + 1) {
    SCOPED_TRACE(end);
    PushedFleet fleet;
    fleet.graphite(all.substr(0, end));
    fleet.graphite(all.substr(end));
    EXPECT_EQ(fleet.value("lab/storage/pve1/my.store", "disk_used_bytes"), 250);
    EXPECT_EQ(fleet.attribute("lab/storage/pve1/my.store", "status"), "available");
    EXPECT_EQ(fleet.attribute("lab/storage/pve1/my.store", "shared"), "false");
  }
}

TEST(PushedGraphite, NamesTheClusterByTheBeginningOfThePath) {
  Senders senders("push", "");
  senders.addPath("east", "one");
  senders.addPath("west.pve", "other");
  PushedFleet fleet(std::move(senders));
  fleet.graphite(lines("east.qemu.100.", kVm));
  fleet.graphite(lines("west.pve.qemu.100.", kVm));
  fleet.graphite(lines("north.qemu.100.", kVm));
  EXPECT_EQ(fleet.value("one/vm/100", "cpu_count"), 4);
  EXPECT_EQ(fleet.value("other/vm/100", "cpu_count"), 4);
  EXPECT_EQ(fleet.refused(Refusal::kForeign), 11U);
  fleet.expectAllCounted();
}

TEST(PushedGraphite, TellsTheClustersOfOnePieceApartLineByLine) {
  Senders senders("push", "");
  senders.addPath("east", "east");
  senders.addPath("west", "west");
  PushedFleet fleet(std::move(senders));
  fleet.graphite(lines("east.nodes.pve1.", "uptime 11") + lines("west.nodes.pve1.", "uptime 22") +
                     "no line\n" + lines("strange.nodes.pve9.", "uptime 5") +
                     lines("east.nodes.pve2.", "uptime 12"),
                 kPushedMs, PushCarrier::kTcp);
  EXPECT_EQ(fleet.value("east/node/pve1", "uptime_seconds"), 11);
  EXPECT_EQ(fleet.value("east/node/pve2", "uptime_seconds"), 12);
  EXPECT_EQ(fleet.value("west/node/pve1", "uptime_seconds"), 22);
  EXPECT_EQ(fleet.refused(Refusal::kForeign), 1U);
  EXPECT_EQ(fleet.refused(Refusal::kUnreadable), 1U);
  for (const char* cluster : {"east", "west"})
    EXPECT_FALSE(fleet.entities.contains(std::string(cluster) + "/node/pve9")) << cluster;
  fleet.expectAllCounted();
}

TEST(PushedGraphite, RefusesWhatIsNoLineOfProxmox) {
  const std::pair<std::string, Refusal> cases[] = {
      {"x", Refusal::kUnreadable},
      {"proxmox.qemu.100.cpu 1", Refusal::kUnreadable},
      {"proxmox.qemu.100.cpu 1 now", Refusal::kNoTime},
      {"proxmox.qemu.100.cpu 1 -5", Refusal::kNoTime},
      {"proxmox.qemu.100.cpu 1 999999999999999999", Refusal::kNoTime},
      {"proxmox.qemu.100.cpu 1 0", Refusal::kBehind},
      {"proxmox.qemu.100.cpu 1 1795544107", Refusal::kAhead},
      {"proxmox.qemu.100.cpu nan 1795457707", Refusal::kBadValue},
      {"proxmox.qemu.100.cpu -1 1795457707", Refusal::kBadValue},
      {"servers.web.load 1 1795457707", Refusal::kNotProxmox},
      {"proxmox.qemu 1 1795457707", Refusal::kNotProxmox},
      {"proxmox.qemu.100 1 1795457707", Refusal::kNotProxmox},
      {"proxmox.qemu.abc.cpu 1 1795457707", Refusal::kBadName},
      {"proxmox.storages.pve1.total 1 1795457707", Refusal::kNotProxmox},
      {"proxmox.storages.pve1..total 1 1795457707", Refusal::kBadName},
      {" 1 1795457707", Refusal::kUnreadable},
  };
  for (const auto& [line, refusal] : cases) {
    SCOPED_TRACE(line);
    PushedFleet fleet;
    fleet.graphite(line + "\n" + lines("proxmox.qemu.100.", kVm));
    EXPECT_EQ(fleet.refused(refusal), 1U);
    EXPECT_EQ(fleet.decoder.counts().allRefused(), 1U);
    EXPECT_EQ(fleet.value("lab/vm/100", "uptime_seconds"), 500);
    fleet.expectAllCounted();
  }
}

}  // namespace
}  // namespace pipevane::proxmox

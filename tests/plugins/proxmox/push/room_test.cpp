// Names that strangers make up, and how much all of them may take.
#include "tests/plugins/proxmox/cpu_time.h"
#include "tests/plugins/proxmox/push/pushed_fleet.h"

#include <algorithm>

namespace pipevane::proxmox {
namespace {

std::string uptimeLine(const std::string& node, std::int64_t time_s = kPushedS) {
  return "system,object=nodes,host=" + node + " uptime=1000 " + nanoseconds(time_s) + "\n";
}
void tellOfCluster(PushedFleet& fleet, const std::string& cluster, const std::string& body,
                   std::int64_t time_ms, PushFormat format = PushFormat::kInflux) {
  fleet.take({format, PushCarrier::kUdp, fleet.sender, cluster, body, time_ms});
}
// As many as there may be, each told of once.
void nameNodes(PushedFleet& fleet, std::size_t count, std::int64_t time_s) {
  std::string lines;
  for (std::size_t i = 0; i < count; ++i) lines += uptimeLine("x" + std::to_string(i), time_s);
  fleet.influx(lines, time_s * 1000);
}

TEST(PushRoom, OfWhatIsNonsenseThereIsNoCluster) {
  PushedFleet fleet(Senders("push", ""));
  for (int i = 0; i < 100; ++i) {
    const std::string name = "c" + std::to_string(i);
    tellOfCluster(fleet, name, "nonsense\n" + vmLine("x", "pve1") + vmLine("100", "pve1", 5),
                  kPushedMs);
    tellOfCluster(fleet, name, "proxmox.qemu.100.cpu x 5\n", kPushedMs, PushFormat::kGraphite);
    fleet.otlp(R"({"resourceMetrics":[{"resource":{"attributes":[{"key":"proxmox.cluster",)"
               R"("value":{"stringValue":")" +
               name +
               R"("}}]},"scopeMetrics":[{"metrics":[{"name":"proxmox_vm_cpu","gauge":)"
               R"({"dataPoints":[{"asInt":1}]}}]}]}]})");
  }
  EXPECT_TRUE(fleet.decoder.told().empty());
  EXPECT_EQ(fleet.refused(Refusal::kNoRoom), 0U);
  EXPECT_TRUE(fleet.entities.empty());
  fleet.expectAllCounted();
}

TEST(PushRoom, ClustersThatWereNamedOnceLockNobodyOut) {
  PushedFleet fleet;
  for (std::size_t i = 0; i < PushDecoder::kMostClusters; ++i)
    tellOfCluster(fleet, "c" + std::to_string(i), vmLine("100", "pve1"), kPushedMs);
  tellOfCluster(fleet, "real", vmLine("100", "pve1"), kPushedMs);
  EXPECT_EQ(fleet.refused(Refusal::kNoRoom), 1U);
  EXPECT_TRUE(fleet.entities.contains("c0/vm/100"));
  constexpr std::int64_t kLaterS = kPushedS + 40;
  tellOfCluster(fleet, "real", vmLine("100", "pve1", kLaterS), kLaterS * 1000);
  EXPECT_EQ(fleet.refused(Refusal::kNoRoom), 1U);
  EXPECT_TRUE(fleet.entities.contains("real/vm/100"));
  EXPECT_FALSE(fleet.entities.contains("c0/vm/100"));
  EXPECT_FALSE(fleet.entities.contains("c0/cluster/c0"));
  EXPECT_EQ(fleet.decoder.told().size(), 1U);
}

TEST(PushRoom, NodesThatWereNamedOnceLockNobodyOut) {
  PushedFleet fleet;
  nameNodes(fleet, PushRoom::kMostTellers, kPushedS);
  fleet.influx(uptimeLine("real", kPushedS + 1), kPushedMs + 1'000);
  EXPECT_EQ(fleet.refused(Refusal::kNoRoom), 1U);
  fleet.influx(uptimeLine("real", kPushedS + 40), kPushedMs + 40'000);
  EXPECT_EQ(fleet.refused(Refusal::kNoRoom), 1U);
  EXPECT_TRUE(fleet.entities.contains("lab/node/real"));
  EXPECT_FALSE(fleet.entities.contains("lab/node/x0"));
  fleet.expectAllCounted();
}

TEST(PushRoom, WhoProvedItselfStaysWhereRoomIsShort) {
  PushedFleet fleet;
  for (int cycle = 0; cycle < 3; ++cycle)
    fleet.influx(uptimeLine("real", kPushedS + 10 * cycle), kPushedMs + 10'000 * cycle);
  constexpr std::int64_t kFloodS = kPushedS + 60;
  nameNodes(fleet, PushRoom::kMostTellers, kFloodS);
  fleet.influx(uptimeLine("new", kFloodS + 40), (kFloodS + 40) * 1000);
  EXPECT_TRUE(fleet.entities.contains("lab/node/real"));
  EXPECT_TRUE(fleet.entities.contains("lab/node/new"));
  EXPECT_FALSE(fleet.entities.contains("lab/node/x0"));
}

TEST(PushRoom, WhereAllProvedThemselvesTheOneThatIsSilentLongestGoes) {
  PushedFleet fleet;
  for (int cycle = 0; cycle < 3; ++cycle) {
    fleet.influx(uptimeLine("old", kPushedS + 10 * cycle), kPushedMs + 10'000 * cycle);
    nameNodes(fleet, PushRoom::kMostTellers - 1, kPushedS + 10 * cycle + 5);
  }
  const auto tellNew = [&fleet](std::int64_t after_s) {
    fleet.influx(uptimeLine("new", kPushedS + after_s), kPushedMs + after_s * 1000);
    return fleet.entities.contains("lab/node/new");
  };
  EXPECT_FALSE(tellNew(60));
  EXPECT_FALSE(tellNew(200));
  EXPECT_TRUE(tellNew(20 + 302));
  EXPECT_FALSE(fleet.entities.contains("lab/node/old"));
  EXPECT_TRUE(fleet.entities.contains("lab/node/x0"));
}

TEST(PushRoom, WhoIsSilentForADayIsForgotten) {
  PushedFleet fleet;
  fleet.influx(nodeLines("pve1") + vmLine("100", "pve1") + storageLine("local", "pve1", false));
  fleet.pass(kPushedMs + PushTimes::kGoneMs - 1);
  EXPECT_EQ(fleet.decoder.told().size(), 1U);
  fleet.pass(kPushedMs + PushTimes::kGoneMs);
  EXPECT_TRUE(fleet.decoder.told().empty());
  EXPECT_TRUE(fleet.entities.empty()) << fleet.entities.begin()->first;
}

// A node is called otherwise each day, for longer than there are names.
TEST(PushRoom, RenamedNodesDoNotPileUp) {
  PushedFleet fleet;
  std::size_t most = 0;
  for (int day = 0; day < 10; ++day) {
    const std::int64_t time_s = kPushedS + day * 90'000;
    fleet.influx(nodeLines("pve" + std::to_string(day), time_s), time_s * 1000);
    std::size_t nodes = 0;
    fleet.decoder.told().at(0).tellers->each([&nodes](const PushTeller&) { ++nodes; });
    most = std::max(most, nodes);
  }
  EXPECT_EQ(most, 1U);
}

// Who tells is looked for once, however many lines there are, and not among all.
TEST(PushRoom, ALineThatThereIsNoRoomForCostsNoMoreThanOneThatIsTaken) {
  constexpr int kLines = 20'000;
  PushedFleet fleet;
  nameNodes(fleet, PushRoom::kMostTellers - 1, kPushedS);
  std::string lines;
  for (int i = 0; i < kLines; ++i) lines += "p.qemu.1.cpu 1 " + std::to_string(kPushedS + 1) + "\n";
  const auto cost_ms = [&](const std::string& sender) {
    fleet.sender = sender;
    return cpuMs([&] { fleet.graphite(lines, kPushedMs + 1'000, PushCarrier::kTcp); });
  };
  const auto one_each_ms = [&](const std::string& sender) {
    fleet.sender = sender;
    const std::string line = lines.substr(0, lines.find('\n') + 1);
    return cpuMs([&] {
      for (int i = 0; i < 2'000; ++i) fleet.graphite(line, kPushedMs + 1'000);
    });
  };
  const double taken_ms = cost_ms("10.77.0.11");
  EXPECT_EQ(fleet.refused(Refusal::kNoRoom), 0U);
  const double refused_ms = cost_ms("10.77.0.99");
  EXPECT_EQ(fleet.refused(Refusal::kNoRoom), std::uint64_t{kLines});
  EXPECT_LT(refused_ms, 5 * taken_ms + 5);
  EXPECT_LT(one_each_ms("10.77.0.99"), 5 * one_each_ms("10.77.0.11") + 5);
}

TEST(PushRoom, IsOneForAllClusters) {
  PushedFleet fleet;
  constexpr std::size_t kEach = PushRoom::kMostRows / 2 + 100;
  for (const char* cluster : {"east", "west"}) {
    std::string lines;
    for (std::size_t i = 0; i < kEach; ++i)
      lines += "system,object=qemu,vmid=" + std::to_string(100 + i) +
               ",nodename=pve1,host=a uptime=5 " + nanoseconds(kPushedS) + "\n";
    tellOfCluster(fleet, cluster, lines, kPushedMs);
  }
  EXPECT_EQ(fleet.decoder.counts().used, PushRoom::kMostRows);
  EXPECT_EQ(fleet.refused(Refusal::kNoRoom), 2 * kEach - PushRoom::kMostRows);
  fleet.expectAllCounted();
}

TEST(PushRoom, OfMoreConflictsThanThereIsRoomForTheNewestAreNamed) {
  PushedFleet fleet;
  for (int i = 0; i < 40; ++i) {
    fleet.sender = "10.77.0.11";
    fleet.influx(uptimeLine("n" + std::to_string(i)), kPushedMs + i);
    fleet.sender = "10.88.0.11";
    fleet.influx(uptimeLine("n" + std::to_string(i)), kPushedMs + i);
  }
  const auto& conflicts = fleet.decoder.told().at(0).tellers->conflicts();
  EXPECT_EQ(conflicts.size(), PushTellers::kMostConflicts);
  EXPECT_EQ(std::ranges::count(conflicts, "node n39", &PushConflict::what), 1);
}

}  // namespace
}  // namespace pipevane::proxmox

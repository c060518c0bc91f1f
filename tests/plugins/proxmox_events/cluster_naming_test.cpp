// What the source calls its cluster beside those that poll one.
#include "tests/plugins/proxmox_events/one_cluster.h"
#include "tests/plugins/proxmox_events/other_source.h"
#include "tests/plugins/proxmox_events/told_clusters.h"

#include <gmock/gmock.h>

#include <map>
#include <string>
#include <vector>

namespace pipevane::proxmox_events {
namespace {

using ::testing::ElementsAre;
using ::testing::StartsWith;

TEST(ClusterNaming, CallsItsClusterAsWhoPollsIt) {
  OneCluster one;
  Other poll{.identity = identityOf(one), .cluster = "homelab-office"};
  poll.join(one.host, proxmox::kPolls);
  std::string upid;
  one.at(20'000, [&] {
    upid = one.in([](simulator::World& world) {
      return world.task({.node = "pve1", .type = "aptupdate", .id = ""});
    });
  });
  one.runUntil(40'000);
  ASSERT_FALSE(one.of(upid).empty());
  EXPECT_EQ(one.of(upid)[0].entity, "homelab-office/node/pve1");
}

TEST(ClusterNaming, CallsItsClusterAsAPollThatComesLater) {
  OneCluster one;
  Other poll{.identity = identityOf(one), .cluster = "homelab-office"};
  std::string upid;
  one.at(20'000, [&] {
    upid = one.in([](simulator::World& world) {
      return world.task({.node = "pve1", .type = "aptupdate", .id = ""});
    });
  });
  one.at(40'000, [&] { poll.join(one.host, proxmox::kPolls); });
  one.runUntil(80'000);
  const auto told = one.of(upid);
  ASSERT_GE(told.size(), 2U) << "once more, of the entity that there is";
  EXPECT_EQ(told.front().entity, "sim/node/pve1");
  EXPECT_EQ(told.back().entity, "homelab-office/node/pve1");
  EXPECT_EQ(told.back().state, "ok");
  EXPECT_TRUE(one.host.healthy()) << one.host.why();
}

TEST(ClusterNaming, CallsItsClusterAsWhoPollsItWhateverItsOptionSays) {
  OneCluster one;
  Other poll{.identity = identityOf(one), .cluster = "homelab"};
  poll.join(one.host, proxmox::kPolls);
  std::string upid;
  one.at(20'000, [&] {
    upid = one.in([](simulator::World& world) {
      return world.task({.node = "pve1", .type = "aptupdate", .id = ""});
    });
  });
  one.runUntil(40'000, {{"cluster", std::string("mine")}});
  ASSERT_FALSE(one.of(upid).empty());
  EXPECT_EQ(one.of(upid)[0].entity, "homelab/node/pve1");
}

TEST(ClusterNaming, AsksAgainWhichClusterItIsWhereThatFailed) {
  OneCluster one;
  Other poll{.identity = identityOf(one), .cluster = "homelab"};
  poll.join(one.host, proxmox::kPolls);
  one.sim().faults().add({.path = "/nodes/pve1/certificates/info", .status = 596, .count = 1});
  one.at(20'000, [&] { happenIn(one); });
  one.runUntil(40'000);
  EXPECT_THAT(clustersTold(one), ElementsAre("homelab"));
}

// It is taken for another cluster, then.
TEST(ClusterNaming, GoesOnWhereItIsNeverSaidWhichClusterItIs) {
  OneCluster one;
  Other poll{.identity = identityOf(one), .cluster = "sim"};
  poll.join(one.host, proxmox::kPolls);
  one.sim().faults().add({.path = "/nodes/pve1/certificates/info"});
  one.at(20'000, [&] { happenIn(one); });
  one.runUntil(40'000);
  EXPECT_THAT(clustersTold(one), ElementsAre("sim-lab"));
}

// As after a power cut: whichever of the two gets through first, the keys are the same.
TEST(ClusterNaming, WaitsForThePollOfANodeOnItsOwn) {
  auto settings = OneCluster::small();
  settings.nodes = 1;
  settings.cluster = "";
  OneCluster one(settings);
  Other poll{.stage = proxmox::Stage::kUnreached, .identity = {}, .cluster = ""};
  poll.join(one.host, proxmox::kPolls);
  one.at(30'000, [&] {
    poll.identity = {one.sim().root().fingerprint, "node pve1"};
    poll.cluster = "homelab";
    poll.stage = proxmox::Stage::kLeads;
  });
  std::string upid;
  one.at(20'000, [&] {
    upid = one.in([](simulator::World& world) {
      return world.task({.node = "pve1", .type = "aptupdate", .id = ""});
    });
  });
  one.runUntil(60'000);
  ASSERT_FALSE(one.of(upid).empty());
  EXPECT_EQ(one.of(upid)[0].entity, "homelab/node/pve1");
}

TEST(ClusterNaming, TakesNoNameFromAPollOfAnotherCluster) {
  OneCluster one;
  Other poll{.identity = kAnotherSim, .cluster = "elsewhere"};
  poll.join(one.host, proxmox::kPolls);
  one.at(20'000, [&] { happenIn(one); });
  one.runUntil(40'000);
  EXPECT_THAT(clustersTold(one), ElementsAre("sim"));
}

TEST(ClusterNaming, TakesNoNameThatAPollGivesAnotherCluster) {
  OneCluster one;
  Other poll{.identity = kAnotherSim, .cluster = "sim"};
  poll.join(one.host, proxmox::kPolls);
  one.at(20'000, [&] { happenIn(one); });
  one.runUntil(40'000);
  EXPECT_THAT(clustersTold(one), ElementsAre("sim-lab"));
  EXPECT_TRUE(one.host.healthy()) << one.host.why();
}

TEST(ClusterNaming, TakesNoNameThatAPollGivesAnotherClusterWhateverItsOptionSays) {
  OneCluster one;
  Other poll{.identity = kAnotherSim, .cluster = "homelab"};
  poll.join(one.host, proxmox::kPolls);
  one.at(20'000, [&] { happenIn(one); });
  one.runUntil(40'000, {{"cluster", std::string("homelab")}});
  EXPECT_THAT(clustersTold(one), ElementsAre("homelab-lab"));
}

// It may be another cluster: nothing is mixed on doubt.
TEST(ClusterNaming, TakesNoNameOfAPollThatDoesNotKnowItsCluster) {
  OneCluster one;
  Other poll{.identity = {"", "cluster sim"}, .cluster = "sim"};
  poll.join(one.host, proxmox::kPolls);
  one.at(20'000, [&] { happenIn(one); });
  one.runUntil(40'000);
  EXPECT_THAT(clustersTold(one), ElementsAre("sim-lab"));
}

TEST(ClusterNaming, LeavesItsNameToAPollOfAnotherClusterThatComesLater) {
  OneCluster one;
  Other poll{.identity = kAnotherSim, .cluster = "sim"};
  std::vector<std::string> upids;
  one.at(20'000, [&] { upids = happenIn(one); });
  std::size_t told_before = 0;
  one.at(40'000, [&] {
    poll.join(one.host, proxmox::kPolls);
    told_before = one.told.size();
  });
  one.at(60'000, [&] { happenIn(one); });
  one.runUntil(90'000);
  ASSERT_GT(told_before, 0U);
  for (std::size_t i = told_before; i < one.told.size(); ++i)
    EXPECT_THAT(one.told[i].entity, StartsWith("sim-lab/")) << one.told[i].id;
  for (const Told& each : one.told) {
    SCOPED_TRACE(each.id);
    EXPECT_THAT(one.of(each.id).back().entity, StartsWith("sim-lab/")) << "it is told again";
    EXPECT_NE(one.of(each.id).back().state, "running");
  }
}

TEST(ClusterNaming, LeavesTheNameOfAPollThatTurnsToAnotherCluster) {
  OneCluster one;
  Other poll{.identity = identityOf(one), .cluster = "homelab"};
  poll.join(one.host, proxmox::kPolls);
  std::size_t told_before = 0;
  one.at(20'000, [&] { happenIn(one); });
  one.at(40'000, [&] {
    poll.identity = kAnotherSim;
    told_before = one.told.size();
  });
  one.at(60'000, [&] { happenIn(one); });
  one.runUntil(90'000);
  ASSERT_GT(told_before, 0U);
  ASSERT_GT(one.told.size(), told_before);
  for (std::size_t i = told_before; i < one.told.size(); ++i)
    EXPECT_THAT(one.told[i].entity, StartsWith("homelab-lab/")) << one.told[i].id;
}

TEST(ClusterNaming, TellsAgainWhatNoTaskExplains) {
  OneCluster one;
  Other poll{.identity = kAnotherSim, .cluster = "sim"};
  one.at(25'000, [&] {
    const int vmid = one.vmThatRuns();
    one.in([&](simulator::World& world) { world.crash(vmid); });
  });
  one.at(60'000, [&] { poll.join(one.host, proxmox::kPolls); });
  one.runUntil(80'000);
  const auto told = one.ofType("status");
  ASSERT_EQ(told.size(), 2U);
  EXPECT_EQ(told[0].id, told[1].id);
  EXPECT_THAT(told[0].entity, StartsWith("sim/vm/"));
  EXPECT_THAT(told[1].entity, StartsWith("sim-lab/vm/"));
  EXPECT_EQ(told[1].time_ms, told[0].time_ms);
  EXPECT_TRUE(told[1].late);
}

// Another source may have it under that name.
TEST(ClusterNaming, GivesUpTheGuestsOfANameThatItLeaves) {
  OneCluster one;
  Other poll{.identity = identityOf(one), .cluster = "homelab"};
  one.at(20'000, [&] { happenIn(one); });
  one.at(40'000, [&] { poll.join(one.host, proxmox::kPolls); });
  one.runUntil(80'000);
  std::map<std::string, std::string> last;
  for (const auto& batch : one.host.pushed())
    for (const pv_entity_change& each : batch.changes())
      last[std::string(one.host.dictionary().key(each.entity))] =
          (each.kind == PV_REMOVE ? "given up: " : "") + str(each.attributes[0].value);
  ASSERT_FALSE(last.empty());
  for (const auto& [entity, status] : last)
    EXPECT_EQ(status == "given up: unknown", entity.starts_with("sim/"))
        << entity << ": " << status;
}

}  // namespace
}  // namespace pipevane::proxmox_events

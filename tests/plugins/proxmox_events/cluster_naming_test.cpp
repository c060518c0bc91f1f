// What the source calls its cluster beside those that poll one.
#include "tests/plugins/proxmox_events/one_cluster.h"
#include "tests/plugins/proxmox_events/other_source.h"

#include <gmock/gmock.h>

#include <map>
#include <set>
#include <string>
#include <vector>

namespace pipevane::proxmox_events {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
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

// One that begins and ends, and one that gives a guest another state.
std::vector<std::string> happenIn(OneCluster& one) {
  const int vmid = one.vmThatRuns();
  return one.in([&](simulator::World& world) {
    return std::vector{world.task({.node = "pve1", .type = "aptupdate", .id = ""}),
                       world.task({.node = world.guest(vmid).node,
                                   .type = "qmstop",
                                   .id = std::to_string(vmid),
                                   .seconds = 1})};
  });
}

// Of all events and changes of entities.
std::set<std::string> clustersTold(OneCluster& one) {
  std::set<std::string> clusters;
  const auto add = [&](pv_entity_id entity) {
    const std::string key(one.host.dictionary().key(entity));
    clusters.insert(key.substr(0, key.find('/')));
  };
  for (const auto& batch : one.host.pushed()) {
    for (const pv_event& each : batch.events()) add(each.entity);
    for (const pv_entity_change& each : batch.changes()) add(each.entity);
  }
  return clusters;
}

const proxmox::ClusterIdentity kAnotherSim = {"AA:BB", "cluster sim"};

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

struct TwoPolls : ::testing::Test {
  TwoPolls() {
    first.join(one.host, proxmox::kPolls, "first");
    second.join(one.host, proxmox::kPolls, "second");
    one.at(20'000, [&] { happenIn(one); });
  }
  OneCluster one;
  Other first{.identity = identityOf(one), .cluster = "a"};
  Other second{.identity = identityOf(one), .cluster = "b"};
};

TEST_F(TwoPolls, OfOneClusterThatCallItOtherwiseAreAQuestionToTheUser) {
  one.runUntil(40'000);
  EXPECT_THAT(clustersTold(one), ElementsAre("a")) << "as the first of them";
  EXPECT_THAT(one.host.why(),
              AllOf(HasSubstr("\"first\" calls this cluster \"a\""),
                    HasSubstr("\"second\" calls it \"b\""), HasSubstr("option \"cluster\"")));
}

TEST_F(TwoPolls, OfOneClusterThatCallItOtherwiseAreChosenFromByTheOption) {
  one.runUntil(40'000, {{"cluster", std::string("b")}});
  EXPECT_THAT(clustersTold(one), ElementsAre("b"));
  EXPECT_TRUE(one.host.healthy()) << one.host.why();
}

TEST_F(TwoPolls, OfWhichTheFirstComesLaterEndUnderItsName) {
  first.cluster = "";
  first.stage = proxmox::Stage::kUnreached;
  one.at(30'000, [&] {
    first.cluster = "a";
    first.stage = proxmox::Stage::kLeads;
  });
  one.runUntil(60'000);
  ASSERT_FALSE(one.told.empty());
  for (const Told& each : one.told) EXPECT_THAT(one.of(each.id).back().entity, StartsWith("a/"));
}

TEST_F(TwoPolls, OfDifferentClustersOfOneNameGiveItNothing) {
  first = {.identity = kAnotherSim, .cluster = "sim"};
  second.cluster = "sim-second";
  one.runUntil(40'000);
  EXPECT_THAT(clustersTold(one), ElementsAre("sim-second"));
  EXPECT_TRUE(one.host.healthy()) << one.host.why();
}

}  // namespace
}  // namespace pipevane::proxmox_events

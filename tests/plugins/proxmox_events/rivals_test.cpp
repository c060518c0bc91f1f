// Several sources of one cluster, and what a source that polls it says.
#include "tests/plugins/proxmox_events/one_cluster.h"
#include "tests/plugins/proxmox_events/other_source.h"

#include <gmock/gmock.h>

namespace pipevane::proxmox_events {
namespace {

TEST(Rivals, OneLeadsAndTheOtherAsksNothing) {
  OneCluster one;
  Other other{.identity = identityOf(one), .cluster = "sim"};
  other.join(one.host, proxmox::kEvents);
  one.runUntil(60'000);
  EXPECT_EQ(one.asked("/cluster/tasks"), 0U);
  EXPECT_TRUE(one.told.empty());
  EXPECT_TRUE(one.host.healthy());
}

TEST(Rivals, GoesOnWhereTheOneThatLeadsIsNotHeard) {
  OneCluster one;
  Other other{.identity = identityOf(one), .cluster = "sim"};
  other.join(one.host, proxmox::kEvents);
  one.at(30'000, [&] { other.answers = false; });
  std::string upid;
  one.at(20'000, [&] {
    upid = one.in([](simulator::World& world) {
      return world.task({.node = "pve1", .type = "aptupdate", .id = ""});
    });
  });
  one.runUntil(60'000);
  EXPECT_GT(one.asked("/cluster/tasks"), 5U);
  EXPECT_FALSE(one.of(upid).empty()) << "what happened before is told as well";
}

TEST(Rivals, CallsItsClusterAsWhoPollsIt) {
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

TEST(Rivals, CallsItsClusterAsAPollThatComesLater) {
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

TEST(Rivals, CallsItsClusterAsWhoPollsItWhateverItsOptionSays) {
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
TEST(Rivals, WaitsForThePollOfANodeOnItsOwn) {
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

TEST(Rivals, TakesNoNameFromAPollOfAnotherCluster) {
  OneCluster one;
  Other poll{.identity = {"AA:BB", "cluster sim"}, .cluster = "elsewhere"};
  poll.join(one.host, proxmox::kPolls);
  one.at(20'000, [&] {
    one.in([](simulator::World& world) {
      return world.task({.node = "pve1", .type = "aptupdate", .id = ""});
    });
  });
  one.runUntil(40'000);
  ASSERT_FALSE(one.told.empty());
  EXPECT_EQ(one.told.back().entity, "sim/node/pve1");
}

}  // namespace
}  // namespace pipevane::proxmox_events

// Several sources of one cluster.
#include "tests/plugins/proxmox_events/one_cluster.h"
#include "tests/plugins/proxmox_events/other_source.h"

#include <gtest/gtest.h>

#include <string>

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

}  // namespace
}  // namespace pipevane::proxmox_events

// Members of the cluster that the list of resources does not name any more: they were removed, or
// who tells the list is confused.
#include "tests/plugins/proxmox_poll/three_nodes.h"

#include <gmock/gmock.h>

#include <set>

namespace pipevane::proxmox_poll {
namespace {

using simulator::World;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

struct LostMembers : ThreeNodes, ::testing::TestWithParam<int> {
  LostMembers() : ThreeNodes(GetParam()) {}

  void leaveOut(const std::vector<std::string>& nodes, bool unlisted) {
    everywhere([&](World& world) {
      for (const std::string& node : nodes) world.leaveOut(node, unlisted);
    });
  }
  void remove(const std::vector<std::string>& nodes) {
    everywhere([&](World& world) {
      for (const std::string& node : nodes) world.removeMember(node, true);
    });
  }
  std::string stateOf(const std::string& entity) { return one.statesOf(entity).back().second; }
  std::set<std::string> removed() {
    std::set<std::string> keys;
    for (const auto& batch : one.host.pushed())
      for (const auto& change : Batch(batch.raw()).changes())
        if (change.kind == PV_REMOVE)
          keys.emplace(one.host.dictionary().key(change.entity));
        else
          keys.erase(std::string(one.host.dictionary().key(change.entity)));
    return keys;
  }
  std::vector<std::string> lines() {
    std::vector<std::string> lines;
    for (const auto& line : one.host.logged())
      if (line.sentence.starts_with("a node ")) lines.push_back(line.sentence);
    return lines;
  }
};

INSTANTIATE_TEST_SUITE_P(Versions, LostMembers, ::testing::Values(8, 9),
                         [](const auto& each) { return "V" + std::to_string(each.param); });

TEST_P(LostMembers, StayAsUnknownWhereTheClusterStillHasThem) {
  at(25'000, [this] { leaveOut({"pve2", "pve3"}, true); });
  std::vector<std::string> guests = guestsOf("pve2");
  for (const std::string& each : guestsOf("pve3")) guests.push_back(each);
  at(115'000, [&] {
    EXPECT_THAT(removed(), IsEmpty());
    EXPECT_FALSE(one.host.healthy());
    EXPECT_THAT(one.host.why(), AllOf(HasSubstr("pve2"), HasSubstr("pve3"), Not(HasSubstr("pve1")),
                                      HasSubstr("/cluster/status"), HasSubstr("pve-cluster")));
    for (const char* each : {"sim/node/pve2", "sim/node/pve3", "sim/storage/pve2/local"})
      EXPECT_EQ(stateOf(each), "unknown") << each;
    for (const std::string& each : guests) {
      EXPECT_EQ(stateOf(each), "unknown") << each;
      EXPECT_LE(one.liveTimesOf(each, "uptime_seconds").back(), kBeginMs + 30'000) << each;
    }
    for (const std::string& each : guestsOf("pve1")) EXPECT_EQ(stateOf(each), "running") << each;
  });
  at(125'000, [this] { leaveOut({"pve2", "pve3"}, false); });
  runFor(175'000);
  EXPECT_TRUE(one.host.healthy()) << one.host.why();
  EXPECT_EQ(stateOf("sim/node/pve2"), "online");
  for (const std::string& each : guests) {
    EXPECT_EQ(stateOf(each), "running") << each;
    EXPECT_GE(one.liveTimesOf(each, "uptime_seconds").back(), kBeginMs + 150'000) << each;
  }
  EXPECT_THAT(lines(), IsEmpty()) << "none was removed";
}

TEST_P(LostMembers, AreTakenAwayWithALineWhereTheClusterDoesNotHaveThemAnyMore) {
  const std::vector<std::string> guests = guestsOf("pve3");
  at(25'000, [this] { remove({"pve2", "pve3"}); });
  runFor(65'000);
  EXPECT_TRUE(one.host.healthy()) << one.host.why();
  EXPECT_THAT(removed(), AllOf(Contains("sim/node/pve2"), Contains("sim/node/pve3"),
                               Contains("sim/storage/pve3/local"), Contains(guests.front())));
  EXPECT_EQ(stateOf("sim/node/pve1"), "online");
  EXPECT_THAT(lines(), ElementsAre(AllOf(HasSubstr("no member"), HasSubstr("node=pve2"),
                                         HasSubstr("cluster=sim")),
                                   HasSubstr("node=pve3")));
}

TEST_P(LostMembers, AreTakenAwaySoonAfterTheClusterLetsThemGo) {
  at(25'000, [this] { leaveOut({"pve3"}, true); });
  at(65'000, [this] { remove({"pve3"}); });
  runFor(165'000);
  EXPECT_TRUE(one.host.healthy()) << one.host.why();
  EXPECT_THAT(removed(), Contains("sim/node/pve3"));
}

// Beside the list, which comes twice in the cycle in which they went.
TEST_P(LostMembers, CostAFewQuestionsAMinute) {
  at(25'000, [this] { leaveOut({"pve2", "pve3"}, true); });
  runFor(325'000);
  EXPECT_EQ(one.asked("/cluster/resources"), 33U + 1U);
  EXPECT_LE(one.asked("/cluster/status"), 1U + 1U + 5U);
}

TEST_P(LostMembers, AreToBeTakenOutOfTheClusterByHandWhereTheyAreDeadAlone) {
  at(25'000, [this] { leaveOut({"pve3"}, true); });
  at(55'000, [this] {
    EXPECT_THAT(one.host.why(), AllOf(HasSubstr("pve3"), Not(HasSubstr("delnode"))));
    everywhere([](World& world) { world.setOnline("pve3", false); });
  });
  runFor(145'000);
  EXPECT_THAT(one.host.why(), AllOf(HasSubstr("pve3"), HasSubstr("pvecm delnode")));
}

// It says that it is on its own, and proves nothing.
TEST_P(LostMembers, StayWhereOneThatForgotItsClusterIsAsked) {
  at(25'000, [this] {
    one.say("/cluster/status",
            R"({"data":[{"type":"node","name":"pve1","online":1,"local":1,"nodeid":0}]})");
    one.sim().faults().add({.path = "/nodes/pve1/certificates/info"});
    one.sayList(R"({"type":"node","id":"node/pve1","node":"pve1","status":"online"})");
  });
  runFor(115'000);
  EXPECT_THAT(removed(), IsEmpty());
  EXPECT_THAT(lines(), IsEmpty());
}

}  // namespace
}  // namespace pipevane::proxmox_poll

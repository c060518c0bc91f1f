// A node that is cut off from its cluster sees all others offline.
#include "tests/plugins/proxmox_poll/three_nodes.h"

#include <gmock/gmock.h>

#include <algorithm>

namespace pipevane::proxmox_poll {
namespace {

using simulator::World;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

struct Quorum : ThreeNodes, ::testing::TestWithParam<int> {
  Quorum() : ThreeNodes(GetParam()) {}

  void cutOff(const std::vector<std::string>& nodes, bool cut_off) {
    everywhere([&](World& world) {
      for (const std::string& node : nodes) world.isolate(node, cut_off);
    });
  }
  std::vector<std::string> statesOf(const std::string& entity) {
    std::vector<std::string> states;
    for (const auto& [time_ms, state] : one.statesOf(entity)) states.push_back(state);
    return states;
  }
  std::string stateOf(const std::string& entity) { return statesOf(entity).back(); }
  static std::string row(const std::string& node, const std::string& state, const char* end = ",") {
    return R"({"type":"node","id":"node/)" + node + R"(","node":")" + node + R"(","status":")" +
           state + R"(","maxcpu":4})" + end;
  }
};

INSTANTIATE_TEST_SUITE_P(Versions, Quorum, ::testing::Values(8, 9),
                         [](const auto& each) { return "V" + std::to_string(each.param); });

TEST_P(Quorum, IsWithTheMembersThatAreAskedNextWhereTheOneThatIsAskedLosesIt) {
  at(25'000, [this] { cutOff({"pve1"}, true); });
  runFor(115'000);
  EXPECT_TRUE(one.host.healthy()) << one.host.why();
  for (const char* node : {"sim/node/pve2", "sim/node/pve3"}) {
    EXPECT_THAT(statesOf(node), Not(Contains("offline"))) << node;
    EXPECT_EQ(stateOf(node), "online") << node;
  }
  EXPECT_EQ(stateOf("sim/node/pve1"), "offline");
  for (const std::string& guest : guestsOf("pve2")) {
    EXPECT_EQ(stateOf(guest), "running") << guest;
    EXPECT_GE(one.liveTimesOf(guest, "cpu_usage_ratio").back(), kBeginMs + 100'000) << guest;
  }
  for (const std::string& guest : guestsOf("pve1")) EXPECT_EQ(stateOf(guest), "unknown") << guest;
  EXPECT_LE(one.asked("/cluster/resources", 0), 4U);
}

// The one that is asked tells of itself, and of the others what it sees.
TEST_P(Quorum, IsMissedWhereNobodyHasItAndWhatIsSeenIsTold) {
  at(25'000, [this] { cutOff({"pve1", "pve2", "pve3"}, true); });
  at(215'000, [this] { cutOff({"pve1", "pve2", "pve3"}, false); });
  at(210'000, [this] {
    EXPECT_FALSE(one.host.healthy());
    EXPECT_THAT(one.host.why(), AllOf(HasSubstr("no quorum"), HasSubstr("pvecm status")));
    int online = 0;
    for (const char* node : {"sim/node/pve1", "sim/node/pve2", "sim/node/pve3"})
      online += stateOf(node) == "online";
    EXPECT_EQ(online, 1);
    const auto lists = [this](std::size_t which) { return one.asked("/cluster/resources", which); };
    EXPECT_GE(lists(0) + lists(1) + lists(2), 20U);
    // Who it is, and who the others are, now and then.
    const auto statuses = [this](std::size_t which) { return one.asked("/cluster/status", which); };
    EXPECT_LE(statuses(0) + statuses(1) + statuses(2), 10U);
  });
  runFor(335'000);
  EXPECT_TRUE(one.host.healthy()) << one.host.why();
  for (const char* node : {"sim/node/pve1", "sim/node/pve2", "sim/node/pve3"})
    EXPECT_EQ(stateOf(node), "online") << node;
  for (const char* node : {"pve1", "pve2", "pve3"})
    for (const std::string& guest : guestsOf(node)) EXPECT_EQ(stateOf(guest), "running") << guest;
}

TEST_P(Quorum, IsLostWithMostMembersWhichAreOffline) {
  at(25'000, [this] {
    everywhere([](World& world) {
      world.setOnline("pve2", false);
      world.setOnline("pve3", false);
    });
    for (const std::size_t dead : {1U, 2U})
      one.sim(dead).faults().add(
          {.path = "", .kind = simulator::Fault::Kind::kHang, .reason = "", .count = -1});
  });
  timeout = "2s";
  runFor(415'000);
  EXPECT_THAT(one.host.why(), HasSubstr("no quorum"));
  EXPECT_EQ(stateOf("sim/node/pve1"), "online");
  for (const char* node : {"pve2", "pve3"}) {
    EXPECT_EQ(stateOf(std::string("sim/node/") + node), "offline");
    for (const std::string& guest : guestsOf(node)) EXPECT_EQ(stateOf(guest), "unknown") << guest;
  }
  for (const std::string& guest : guestsOf("pve1"))
    EXPECT_GE(one.liveTimesOf(guest, "cpu_usage_ratio").back(), kBeginMs + 400'000) << guest;
  // Those that hang are asked as the others went, and again when the one that answers says anew
  // that it has no quorum.
  for (const std::size_t dead : {1U, 2U}) EXPECT_LE(one.asked("/version", dead), 3U) << dead;
  EXPECT_GE(one.asked("/cluster/resources", 0), 40U);
}

TEST_P(Quorum, IsNotNeededToSeeThatAMemberIsDead) {
  at(25'000, [this] { everywhere([](World& world) { world.setOnline("pve3", false); }); });
  runFor(95'000);
  EXPECT_EQ(stateOf("sim/node/pve3"), "offline");
  EXPECT_EQ(stateOf("sim/node/pve2"), "online");
}

// One after the other, as the others of a cluster look to a node that loses its network bit by bit.
TEST_P(Quorum, IsAskedForBeforeAnyNodeIsToldOffline) {
  // The one that is asked is in the minority, and has only one node offline that was not.
  at(25'000, [this] { cutOff({"pve1"}, true); });
  const auto oneAfterTheOther = [this](const std::string& state) {
    one.sim().faults().clear();
    one.sayList(row("pve1", "online") + row("pve2", "online") + row("pve3", state, ""));
  };
  at(15'000, [&] { oneAfterTheOther("online"); });
  at(26'000, [&] { oneAfterTheOther("offline"); });
  runFor(65'000);
  EXPECT_THAT(statesOf("sim/node/pve3"), Not(Contains("offline")));
  EXPECT_GE(one.asked("/cluster/resources", 1), 3U) << "of one that has quorum";
}

// Who said how its cluster is said so before that one went.
TEST_P(Quorum, IsAskedForAgainWhereTheListLosesMoreMeanwhile) {
  const auto list = [this](const std::string& second, int count) {
    one.sayList(row("pve1", "online") + row("pve2", second) + row("pve3", "offline", ""), count);
  };
  std::vector<std::size_t> statuses;
  const auto count = [&] { statuses.push_back(one.asked("/cluster/status")); };
  at(25'000, [&] {
    count();
    list("online", 3);
  });
  at(35'000, count);
  at(65'000, [&] {
    count();
    list("online", 1);
    list("offline", -1);
  });
  at(75'000, count);
  runFor(85'000);
  ASSERT_EQ(statuses.size(), 4U);
  EXPECT_EQ(statuses[1] - statuses[0], 1U);
  EXPECT_EQ(statuses[3] - statuses[2], 2U);
}

}  // namespace
}  // namespace pipevane::proxmox_poll

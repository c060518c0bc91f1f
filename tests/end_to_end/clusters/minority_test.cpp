// A source that leads, whose node is cut off from its cluster, and that reaches no other node:
// others of the same cluster stand by.
#include "tests/end_to_end/clusters/clusters.h"

#include <gmock/gmock.h>

#include <string>
#include <vector>

namespace pipevane::testing {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

// Nobody listens at the addresses that the cluster tells.
class MinorityOfACluster : public Clusters {
 protected:
  void begin() {
    addThreeNodes();
    everywhere([](World& world) {
      for (const char number : {'1', '2', '3'})
        world.node(std::string("pve") + number).address = std::string("127.0.9.") + number;
    });
    start({0, 1, 2});
    runFor(2 * kMinuteMs);
  }
  template <class Happening>
  void everywhere(Happening happening) {
    for (const auto& each : simulators_) each->locked(happening);
  }
  void cutOff(const std::vector<std::string>& nodes, bool cut_off) {
    everywhere([&](World& world) {
      for (const std::string& node : nodes) world.isolate(node, cut_off);
    });
  }
  // The keys of the node's guests that run.
  std::vector<std::string> guestsOf(const std::string& node) {
    return simulators_[0]->locked([&](const World& world) {
      std::vector<std::string> keys;
      for (const auto& guest : world.guests())
        if (guest.node == node && guest.running)
          keys.push_back(std::string("sim/") + (guest.container ? "container/" : "vm/") +
                         std::to_string(guest.vmid));
      return keys;
    });
  }
  std::uint64_t statuses(std::size_t which) { return asked(which, "/cluster/status"); }
  static auto saysThatItGoesOn() { return HasSubstr("goes on in the place of the source"); }
};

TEST_F(MinorityOfACluster, LeavesTheLeadToASourceWhoseNodeHasQuorum) {
  begin();
  cutOff({"pve1"}, true);
  runFor(kMinuteMs);
  EXPECT_GE(asked(1), 5U) << "within a cycle";
  EXPECT_EQ(asked(2), 0U) << "one takes over, not both";
  EXPECT_EQ(trouble("two"), "");
  EXPECT_EQ(trouble("one"), "") << "it stands by";
  const std::uint64_t before = askedInAll(0) + askedInAll(2);
  runFor(10 * kMinuteMs);
  cutOff({"pve1"}, false);
  runFor(10 * kMinuteMs);
  EXPECT_EQ(askedInAll(0) + askedInAll(2), before) << "who stands by asks nothing";
  stop();
  EXPECT_THAT(log_.all(), Contains(AllOf(HasSubstr("two"), saysThatItGoesOn())).Times(1));
  EXPECT_THAT(log_.all(), Contains(saysThatItGoesOn()).Times(1));
  for (const char* node : {"sim/node/pve1", "sim/node/pve2", "sim/node/pve3"})
    EXPECT_EQ(states_[node].back(), "online") << node;
  EXPECT_THAT(states_["sim/node/pve1"], ElementsAre("online", "offline", "online"));
  for (const char* node : {"pve2", "pve3"})
    for (const std::string& guest : guestsOf(node)) {
      EXPECT_EQ(states_[guest].back(), "running") << guest;
      std::int64_t last_ms = 0;
      for (const auto& [time_ms, value] : samples_.at({guest, "cpu_usage_ratio"})) {
        if (last_ms != 0) {
          EXPECT_LE(time_ms - last_ms, 20'000) << guest << " at " << time_ms;
        }
        last_ms = time_ms;
      }
    }
  EXPECT_THAT(removed_, IsEmpty());
  EXPECT_THAT(told_differently_, IsEmpty());
}

// As the network of one after the other is mended.
TEST_F(MinorityOfACluster, LeavesTheLeadAgainToTheOneThatHadItBefore) {
  begin();
  cutOff({"pve1"}, true);
  runFor(2 * kMinuteMs);
  cutOff({"pve1"}, false);
  cutOff({"pve2"}, true);
  const std::uint64_t before = asked(0);
  runFor(3 * kMinuteMs);
  EXPECT_GE(asked(0) + asked(2) - before, 10U);
  stop();
  EXPECT_THAT(log_.all(), Contains(saysThatItGoesOn()).Times(2));
  EXPECT_EQ(states_["sim/node/pve1"].back(), "online");
  EXPECT_EQ(states_["sim/node/pve2"].back(), "offline");
  EXPECT_EQ(states_["sim/node/pve3"].back(), "online");
}

TEST_F(MinorityOfACluster, KeepsTheLeadWhereNobodyHasQuorum) {
  begin();
  cutOff({"pve1", "pve2", "pve3"}, true);
  const std::uint64_t lists = asked(0), looks = statuses(1);
  runFor(10 * kMinuteMs);
  EXPECT_GE(asked(0) - lists, 60U);
  EXPECT_EQ(asked(1), 0U);
  EXPECT_EQ(asked(2), 0U);
  EXPECT_GE(statuses(1) - looks, 2U) << "it may have quorum by then";
  EXPECT_LE(statuses(1) - looks, 11U) << "once a minute";
  EXPECT_THAT(trouble("one"), HasSubstr("no quorum"));
  EXPECT_EQ(trouble("two"), "");
  cutOff({"pve2", "pve3"}, false);
  runFor(2 * kMinuteMs);
  EXPECT_GE(asked(1) + asked(2), 4U);
  stop();
  EXPECT_THAT(log_.all(), Contains(saysThatItGoesOn()).Times(1));
  EXPECT_THAT(states_["sim/node/pve1"], ElementsAre("online", "offline"));
  EXPECT_THAT(states_["sim/node/pve2"], ElementsAre("online", "offline", "online"));
  EXPECT_THAT(removed_, IsEmpty());
}

TEST_F(MinorityOfACluster, KeepsTheLeadWhereTheOthersAreDead) {
  begin();
  everywhere([](World& world) {
    world.setOnline("pve2", false);
    world.setOnline("pve3", false);
  });
  setDead(1, true);
  setDead(2, true);
  const std::uint64_t lists = asked(0);
  for (int i = 0; i < 60; ++i) {
    runFor(10'000);
    EXPECT_EQ(trouble("two"), "") << "it stands by, and the leader is heard";
  }
  EXPECT_GE(asked(0) - lists, 60U);
  stop();
  EXPECT_THAT(log_.all(), Not(Contains(saysThatItGoesOn())));
  EXPECT_THAT(states_["sim/node/pve1"], ElementsAre("online"));
  EXPECT_THAT(states_["sim/node/pve2"], ElementsAre("online", "offline"));
  EXPECT_THAT(removed_, IsEmpty());
}

}  // namespace
}  // namespace pipevane::testing

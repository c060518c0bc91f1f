// The members that the options do not name.
#include "tests/plugins/proxmox_poll/three_nodes.h"

#include <gmock/gmock.h>

namespace pipevane::proxmox_poll {
namespace {

using simulator::Fault;
using simulator::World;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

struct Members : ThreeNodes, ::testing::TestWithParam<int> {
  explicit Members(int guests = 12, std::int64_t past_s = 120)
      : ThreeNodes(GetParam(), guests, past_s) {}
};

TEST_P(Members, GoOnWhereTheOnlyOneThatTheOptionsNameDies) {
  at(25'000, [this] {
    one.sim().faults().add({.path = "", .kind = Fault::Kind::kClose, .reason = "", .count = -1});
  });
  runFor(95'000);
  EXPECT_TRUE(one.host.healthy()) << one.host.why();
  EXPECT_GE(one.asked("/cluster/resources", 1), 6U);
  EXPECT_LE(longestGap("pve3", 20'000), 20'000);
}

TEST_P(Members, AreNotSlowedByOneThatHangs) {
  at(25'000, [this] { everywhere([](World& world) { world.node("pve3").api_hangs = true; }); });
  runFor(95'000);
  EXPECT_FALSE(one.host.healthy());
  EXPECT_THAT(one.host.why(), AllOf(HasSubstr("pve3"), HasSubstr("figures are missing")));
  for (const char* node : {"pve1", "pve2"}) EXPECT_LE(longestGap(node, 0), 20'000) << node;
  EXPECT_GE(longestGap("pve3", 0), 60'000);
  // Once through the first one, then by itself, ever less often.
  EXPECT_LE(one.asked("/cluster/metrics/export", 2), 8U);
}

TEST_P(Members, AreHeardAgainAfterTheyHungWithNothingLost) {
  at(25'000, [this] { everywhere([](World& world) { world.node("pve3").api_hangs = true; }); });
  at(65'000, [this] {
    everywhere([](World& world) { world.node("pve3").api_hangs = false; });
    one.sim(2).faults().clear();
  });
  runFor(155'000);
  EXPECT_TRUE(one.host.healthy()) << one.host.why();
  for (const char* node : {"pve1", "pve2", "pve3"}) EXPECT_LE(longestGap(node, 0), 20'000) << node;
}

// It answers now, whatever it did while another one was asked.
TEST_P(Members, ThatHungIsNoSuspectOnceItIsTheOneThatIsAsked) {
  int looks = 0;
  at(25'000, [this] { everywhere([](World& world) { world.node("pve3").api_hangs = true; }); });
  at(65'000, [this] {
    everywhere([](World& world) { world.node("pve3").api_hangs = false; });
    for (const std::size_t dead : {0U, 1U})
      one.sim(dead).faults().add({.path = "", .kind = Fault::Kind::kClose, .reason = ""});
  });
  for (std::int64_t after_ms = 66'000; after_ms < 155'000; after_ms += 1'000)
    at(after_ms, [this, &looks, after_ms] {
      if (one.asked("/cluster/resources", 2) == 0) return;
      ++looks;
      EXPECT_THAT(one.host.why(), Not(HasSubstr("which member it is"))) << after_ms;
      EXPECT_THAT(one.host.why(), Not(HasSubstr("from pve3"))) << after_ms;
    });
  runFor(155'000);
  EXPECT_GE(looks, 5);
  EXPECT_LE(longestGap("pve3", 0), 20'000);
}

// A cluster tells the addresses of a network of its own: nobody is reached there.
TEST_P(Members, AreHeardAgainThroughTheOneThatIsReachedWhereTheyAreNot) {
  everywhere([](World& world) {
    for (const char* node : {"pve2", "pve3"}) world.node(node).address = "127.0.0.9";
  });
  at(25'000, [this] { everywhere([](World& world) { world.node("pve3").api_hangs = true; }); });
  at(45'000, [this] { everywhere([](World& world) { world.node("pve3").api_hangs = false; }); });
  runFor(215'000);
  EXPECT_TRUE(one.host.healthy()) << one.host.why();
  for (const char* node : {"pve1", "pve2", "pve3"}) EXPECT_LE(longestGap(node, 0), 20'000) << node;
}

// What they remember of more guests than fit into one answer for all of them.
struct HalfHour : Members {
  HalfHour() : Members(90, 1'810) { timeout = "30s"; }
};

TEST_P(HalfHour, IsToldByEachMemberAlone) {
  runFor(15'000);
  EXPECT_TRUE(one.host.healthy()) << one.host.why();
  for (const char* node : {"pve1", "pve2", "pve3"})
    EXPECT_LE(longestGap(node, -29 * 60'000), 20'000) << node;
}
INSTANTIATE_TEST_SUITE_P(OfVersion, HalfHour, ::testing::Values(8, 9));

// More than the first question to one that hung is for: the next cycle asks for the rest.
struct LargeMembers : Members {
  LargeMembers() : Members(900) { timeout = "3s"; }
};

TEST_P(LargeMembers, AreHeardAgainAfterTheyHungWithNothingLost) {
  at(25'000, [this] { everywhere([](World& world) { world.node("pve3").api_hangs = true; }); });
  at(205'000, [this] { everywhere([](World& world) { world.node("pve3").api_hangs = false; }); });
  runFor(275'000);
  EXPECT_TRUE(one.host.healthy()) << one.host.why();
  EXPECT_LE(longestGap("pve3", 0), 20'000);
}
INSTANTIATE_TEST_SUITE_P(OfVersion, LargeMembers, ::testing::Values(8, 9));

INSTANTIATE_TEST_SUITE_P(OfVersion, Members, ::testing::Values(8, 9));

}  // namespace
}  // namespace pipevane::proxmox_poll

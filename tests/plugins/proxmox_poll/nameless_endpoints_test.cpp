// Endpoints that the options name and that nobody asked yet, so that nobody knows which nodes they
// are, where one node hangs and the addresses that the cluster tells are of no use.
#include "tests/plugins/proxmox_poll/three_nodes.h"

#include <gmock/gmock.h>

namespace pipevane::proxmox_poll {
namespace {

using simulator::World;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::int64_t kHangsMs = 25'000, kRunMs = 215'000;

struct NamelessEndpoints : ThreeNodes, ::testing::TestWithParam<int> {
  NamelessEndpoints() : ThreeNodes(GetParam(), 12, 120, At::kOneAddress) {}

  void hang(const std::string& node) {
    at(kHangsMs,
       [this, node] { everywhere([&](World& world) { world.node(node).api_hangs = true; }); });
  }
  std::uint64_t askedAtAll(std::size_t which) {
    return one.sim(which).stats().json().getValue<std::uint64_t>("requests");
  }
  // In place of the third node: one of another cluster with the same names.
  void putStrangerThird() {
    simulator::Settings settings = one.sim(2).settings();
    settings.root = simulator::Certificate::make();
    settings.certificate.reset();
    one.simulators.pop_back();
    one.add(std::move(settings));
  }
};

TEST_P(NamelessEndpoints, AreAskedNothingWhileNobodyHangs) {
  runFor(kRunMs);
  EXPECT_TRUE(one.host.healthy()) << one.host.why();
  EXPECT_EQ(askedAtAll(1), 0U);
  EXPECT_EQ(askedAtAll(2), 0U);
}

TEST_P(NamelessEndpoints, AreAskedOnceWhoTheyAreSoThatTheHealthyMissNothing) {
  hang("pve3");
  runFor(kRunMs);
  for (const char* node : {"pve1", "pve2"}) EXPECT_LE(longestGap(node, 0), 20'000) << node;
  EXPECT_EQ(one.asked("/cluster/status", 1), 1U);
  EXPECT_THAT(one.host.why(), AllOf(HasSubstr("pve3"), Not(HasSubstr("pve2"))));
}

// The one that hangs comes first, and nobody knows yet that it is it.
TEST_P(NamelessEndpoints, ThatHangCostNothingButThemselves) {
  hang("pve2");
  runFor(kRunMs);
  for (const char* node : {"pve1", "pve3"}) EXPECT_LE(longestGap(node, 0), 20'000) << node;
  EXPECT_EQ(one.asked("/cluster/status", 2), 1U);
  EXPECT_GE(askedAtAll(1), 2U);
  EXPECT_LE(askedAtAll(1), 12U) << "ever less often, not in each of 19 cycles";
}

TEST_P(NamelessEndpoints, OfAnotherClusterOfTheSameNamesAreLeftAlone) {
  putStrangerThird();
  at(kHangsMs, [this] {
    for (const std::size_t which : {0, 1})
      one.sim(which).locked([](World& world) { world.node("pve3").api_hangs = true; });
  });
  runFor(kRunMs);
  for (const char* node : {"pve1", "pve2"}) EXPECT_LE(longestGap(node, 0), 20'000) << node;
  EXPECT_EQ(one.asked("/cluster/metrics/export", 2), 0U) << "its figures are nobody's here";
  EXPECT_GE(one.asked("/cluster/status", 2), 2U) << "it may be put right";
  EXPECT_LE(one.asked("/cluster/status", 2), 12U);
  EXPECT_GE(longestGap("pve3", kHangsMs), 180'000);
}

// What was known of it is of another one now.
TEST_P(NamelessEndpoints, ThatBecomeAnotherClustersAreNotListenedTo) {
  hang("pve3");
  at(95'000, [this] {
    simulator::Settings settings = one.sim(1).settings();
    settings.port = one.sim(1).port();
    settings.root = simulator::Certificate::make();
    settings.certificate.reset();
    one.simulators[1].reset();
    one.simulators[1] = std::make_unique<simulator::Simulator>(settings);
  });
  runFor(kRunMs);
  EXPECT_LE(one.asked("/cluster/metrics/export", 1), 1U);
  EXPECT_GE(one.asked("/cluster/status", 1), 1U);
}

// What its endpoint was found to do is why its figures are missing.
TEST_P(NamelessEndpoints, ThatHangAreNamedAsWhatMayBeTheMember) {
  hang("pve2");
  runFor(95'000);
  EXPECT_THAT(one.host.why(),
              AllOf(HasSubstr("pve2"), HasSubstr("may be at https://" + address(1)),
                    HasSubstr("no whole answer within"), Not(HasSubstr(address(2)))));
}

TEST_P(NamelessEndpoints, ThatFailAreNamedAsWhatMayBeTheMember) {
  hang("pve2");
  at(kHangsMs, [this] {
    one.sim(1).faults().add(
        {.path = "", .kind = simulator::Fault::Kind::kClose, .reason = "", .count = -1});
  });
  runFor(95'000);
  EXPECT_THAT(one.host.why(), AllOf(HasSubstr("pve2"), HasSubstr("may be at https://" + address(1)),
                                    HasSubstr("closed the connection")));
}

// The cluster tells the same address as the options.
struct NamedEndpoints : ThreeNodes, ::testing::TestWithParam<int> {
  NamedEndpoints() : ThreeNodes(GetParam(), 12, 120, At::kOwnNamedAddresses) {}
};

TEST_P(NamedEndpoints, ThatHangSayWhyTheMembersFiguresAreMissing) {
  at(kHangsMs, [this] { everywhere([](World& world) { world.node("pve3").api_hangs = true; }); });
  runFor(95'000);
  EXPECT_THAT(one.host.why(),
              AllOf(HasSubstr("the own figures of pve3 are missing: got no answer from https://" +
                              address(2)),
                    HasSubstr("no whole answer within"), Not(HasSubstr("not known"))));
}

INSTANTIATE_TEST_SUITE_P(OfVersion, NamedEndpoints, ::testing::Values(8, 9));

INSTANTIATE_TEST_SUITE_P(OfVersion, NamelessEndpoints, ::testing::Values(8, 9));

}  // namespace
}  // namespace pipevane::proxmox_poll

// Two sources that poll, and what the cluster is called in which things happen.
#include "tests/plugins/proxmox_events/one_cluster.h"
#include "tests/plugins/proxmox_events/other_source.h"
#include "tests/plugins/proxmox_events/told_clusters.h"

#include <gmock/gmock.h>

#include <string>

namespace pipevane::proxmox_events {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

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

// Another source of the cluster leads, and its node has no quorum: the source with several nodes.
#include "tests/plugins/proxmox_poll/one_rival.h"
#include "tests/plugins/proxmox_poll/three_nodes.h"

#include <gmock/gmock.h>

namespace pipevane::proxmox_poll {
namespace {

using simulator::World;
using ::testing::Contains;
using ::testing::HasSubstr;

struct RivalInMinority : ThreeNodes, ::testing::Test {
  RivalInMinority() : ThreeNodes(9, 12, 120, At::kOwnNamedAddresses) {
    rival.identity = {one.sim().root().fingerprint, "cluster sim"};
    rival.cluster = "sim";
    rival.standing = {proxmox::Rights(255), proxmox::Side::kMajority};
    rival.join(one.host);
  }
  void cutOff(const std::vector<std::string>& nodes) {
    everywhere([&](World& world) {
      for (const std::string& node : nodes) world.isolate(node, true);
    });
    rival.standing.side = proxmox::Side::kMinority;
  }
  std::vector<std::string> logged() const {
    std::vector<std::string> lines;
    for (const auto& each : one.host.logged()) lines.push_back(each.sentence);
    return lines;
  }

  OneRival rival;
};

TEST_F(RivalInMinority, GivesTheLeadToOneThatFindsQuorumAtAnotherOfItsNodes) {
  at(60'000, [this] {
    EXPECT_EQ(rival.stage, proxmox::Stage::kLeads);
    EXPECT_LE(one.asked("/cluster/status", 0), 1U);
    EXPECT_EQ(one.asked("/cluster/status", 1), 0U);
    cutOff({"pve1"});
  });
  runFor(120'000);
  EXPECT_EQ(rival.stage, proxmox::Stage::kStandsBy);
  EXPECT_EQ(one.asked("/cluster/resources", 0), 0U) << "what it sees is not told";
  EXPECT_GE(one.asked("/cluster/resources", 1), 5U);
  EXPECT_TRUE(one.host.healthy()) << one.host.why();
  EXPECT_THAT(logged(), Contains(HasSubstr("goes on in the place of the source \"fake\"")));
}

TEST_F(RivalInMinority, KeepsTheLeadWhereNoneOfItsNodesHasQuorum) {
  at(60'000, [this] { cutOff({"pve1", "pve2", "pve3"}); });
  runFor(360'000);
  EXPECT_EQ(rival.stage, proxmox::Stage::kLeads);
  EXPECT_TRUE(one.host.healthy()) << one.host.why();
  for (const std::size_t which : {0U, 1U, 2U}) {
    EXPECT_EQ(one.asked("/cluster/resources", which), 0U) << which;
    EXPECT_GE(one.asked("/cluster/status", which), 1U) << which;
    EXPECT_LE(one.asked("/cluster/status", which), 12U) << which;
  }
}

}  // namespace
}  // namespace pipevane::proxmox_poll

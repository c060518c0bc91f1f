#include "plugins/proxmox/leadership/leadership.h"

#include <pipevane/testing/fake_host.h>

#include <gmock/gmock.h>

namespace pipevane::proxmox_poll {
namespace {

using ::testing::ElementsAre;
using ::testing::Optional;

// One that leads, gives the lead to one that sees more, and leads again.
TEST(LeadershipTest, TellsOnlyWhatItToldSinceItLeads) {
  testing::FakeHost host("lab");
  proxmox::Leadership leadership(host.host(), proxmox::kPolls, 10'000);
  leadership.setRights(proxmox::Rights(0));
  const proxmox::ClusterIdentity identity{};
  ASSERT_TRUE(leadership.settle(identity, "lab"));
  ASSERT_TRUE(leadership.leads());
  EXPECT_EQ(leadership.entities(), std::nullopt);
  leadership.setEntities({1, 2});
  EXPECT_THAT(leadership.entities(), Optional(ElementsAre(1, 2)));

  ASSERT_TRUE(leadership.yield({proxmox::Rights(1), proxmox::Side::kUnknown}));
  EXPECT_EQ(leadership.entities(), std::nullopt);
  ASSERT_TRUE(leadership.settle(identity, "lab"));
  ASSERT_TRUE(leadership.leads());
  EXPECT_EQ(leadership.entities(), std::nullopt) << "others told meanwhile";
}

// It may rest before it sees who leads now, and what it told it answers for until then.
TEST(LeadershipTest, GoesOnSayingWhatItToldWhereItGivesTheLeadAway) {
  testing::FakeHost host("lab");
  proxmox::Leadership leadership(host.host(), proxmox::kPolls, 10'000);
  leadership.setRights(proxmox::Rights(0));
  leadership.setFollowed({1});
  ASSERT_TRUE(leadership.settle(proxmox::ClusterIdentity{}, "lab"));
  leadership.setEntities({1, 2});
  ASSERT_TRUE(leadership.yield({proxmox::Rights(1), proxmox::Side::kUnknown}));
  EXPECT_THAT(leadership.said(), ElementsAre(1, 2));
  leadership.setFollowed({3});
  EXPECT_THAT(leadership.said(), ElementsAre(3));
}

}  // namespace
}  // namespace pipevane::proxmox_poll

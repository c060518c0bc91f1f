// An empty list, which may be one of a token that sees nothing, against a simulated cluster.
#include "tests/plugins/proxmox_poll/one_poll.h"

#include <gmock/gmock.h>

#include <string>

namespace pipevane::proxmox_poll {
namespace {

using simulator::Rights;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

Rights without(simulator::Simulator& cluster, const std::string& privilege) {
  return Rights::auditor(cluster.version()).without(privilege);
}

TEST(EmptyList, IsNoClusterWithoutGuestsWhereTheTokenMaySeeNone) {
  OnePoll one;
  one.sim().grant(without(one.sim(), "VM.Audit"));
  one.runFor(5'000);
  EXPECT_FALSE(one.host.healthy());
  EXPECT_THAT(one.host.why(),
              AllOf(HasSubstr("lacks VM.Audit on /vms"),
                    HasSubstr("pveum acl modify / --tokens 'monitor@pve!pipevane' --roles "
                              "PVEAuditor")));
}

TEST(EmptyList, OfATokenWithNoAccessToGuestsNamesTheRoleThatIsInTheWay) {
  OnePoll one;
  one.sim().grant(Rights::auditor(one.sim().version()).withNoAccess("/vms"));
  one.runFor(5'000);
  EXPECT_FALSE(one.host.healthy());
  EXPECT_THAT(one.host.why(),
              AllOf(HasSubstr("lacks VM.Audit on /vms"),
                    HasSubstr("pveum acl delete /vms --tokens 'monitor@pve!pipevane' --roles "
                              "NoAccess"),
                    Not(HasSubstr("pveum acl modify"))));
}

TEST(EmptyList, OfATokenWithARoleOnGuestsThatHidesThemNamesTheEntry) {
  OnePoll one;
  one.sim().grant(Rights::auditor(one.sim().version()).without("VM.Audit", "/vms"));
  one.runFor(5'000);
  EXPECT_FALSE(one.host.healthy());
  EXPECT_THAT(one.host.why(), AllOf(HasSubstr("lacks VM.Audit on /vms"),
                                    HasSubstr("an entry of its own on /vms takes the place"),
                                    HasSubstr("pveum acl list")));
}

TEST(EmptyList, OfATokenWithoutAnyRightsSaysSo) {
  OnePoll one;
  one.sim().grant(Rights::none());
  one.runFor(5'000);
  EXPECT_FALSE(one.host.healthy());
  EXPECT_THAT(one.host.why(),
              AllOf(HasSubstr("has no privilege at all"), HasSubstr("pveum acl modify / --tokens"),
                    Not(HasSubstr("besides"))))
      << "what is refused for that reason is not said again";
}

TEST(EmptyList, OfACompleteTokenIsAClusterWithoutGuests) {
  simulator::Settings settings = OnePoll::small();
  settings.guests = 0;
  OnePoll one(settings);
  one.runFor(300'000);
  EXPECT_TRUE(one.host.healthy()) << one.host.why();
  // Once a minute, not at each of the thirty cycles.
  EXPECT_LE(one.asked("/access/permissions"), 6U);
}

TEST(EmptyList, ThatComesWhileItRunsIsAskedAboutAtOnceAndForgottenWhenItIsOver) {
  OnePoll one;
  std::string said;
  one.host.onWait([&](std::int64_t) {
    const std::int64_t passed_ms = one.host.host().nowMs() - kBeginMs;
    if (passed_ms == 60'000) one.sim().grant(without(one.sim(), "VM.Audit"));
    if (passed_ms == 90'000) {
      said = one.host.why();
      one.sim().grant(Rights::auditor(one.sim().version()));
    }
  });
  one.runFor(150'000);
  EXPECT_THAT(said, HasSubstr("lacks VM.Audit"));
  EXPECT_TRUE(one.host.healthy()) << one.host.why();
}

TEST(EmptyList, WithNodesWithoutFiguresNamesTheirPrivilege) {
  OnePoll one;
  one.sim().grant(without(one.sim(), "Sys.Audit"));
  one.runFor(5'000);
  EXPECT_THAT(one.host.why(),
              AllOf(HasSubstr("lacks Sys.Audit on /"), HasSubstr("pveum acl modify / --tokens")));
}

}  // namespace
}  // namespace pipevane::proxmox_poll

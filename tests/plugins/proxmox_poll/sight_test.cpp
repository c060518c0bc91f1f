// An empty list, which may be one of a token that sees nothing, against a simulated cluster.
#include "tests/plugins/proxmox_poll/one_poll.h"

#include <gmock/gmock.h>

#include <functional>
#include <string>
#include <vector>

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

std::size_t times(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

// Each call that is refused would name it again, the one for a node's load and swap from the second
// cycle on.
TEST(EmptyList, NamesTheCommandOnceHoweverManyCallsAreRefused) {
  const auto auditor = [](const OnePoll& one) {
    return Rights::auditor(one.simulators.front()->version());
  };
  const std::vector<std::function<Rights(const OnePoll&)>> all = {
      [](const OnePoll&) { return Rights::none(); },
      [&](const OnePoll& one) { return auditor(one).without("Sys.Audit"); },
      [&](const OnePoll& one) { return auditor(one).without("Sys.Audit").without("VM.Audit"); },
      [&](const OnePoll& one) { return auditor(one).without("Sys.Audit", "/nodes"); }};
  for (const int version : {7, 9})
    for (std::size_t i = 0; i < all.size(); ++i) {
      SCOPED_TRACE(std::to_string(version) + " with rights number " + std::to_string(i));
      simulator::Settings settings = OnePoll::small();
      settings.pve_version = version;
      OnePoll one(settings);
      one.sim().grant(all[i](one));
      std::size_t most = 0;
      one.host.onWait([&](std::int64_t) {
        most = std::max(most, times(one.host.why(), "pveum acl modify / --tokens"));
        most = std::max(most, times(one.host.why(), "pveum acl list"));
      });
      one.runFor(65'000);
      EXPECT_EQ(most, 1U) << one.host.why();
    }
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

// No right explains that.
TEST(EmptyList, OfACompleteTokenWithoutANodeIsSaidUntilItIsOver) {
  OnePoll one;
  one.host.onWait([&](std::int64_t until) {
    const std::int64_t after_ms = until - kBeginMs;
    if (after_ms > 20'000 && after_ms < 25'000) one.sayList("");
    if (after_ms > 60'000 && after_ms < 65'000) {
      EXPECT_THAT(one.host.why(), AllOf(HasSubstr("names nothing"), HasSubstr("pve-cluster")));
      one.sim().faults().clear();
    }
  });
  one.runFor(95'000);
  EXPECT_TRUE(one.host.healthy()) << one.host.why();
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

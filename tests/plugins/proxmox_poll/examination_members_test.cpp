// What an examination sees of the members that it does not speak to itself.
#include "plugins/proxmox_poll/doctor/examination.h"
#include "tests/plugins/proxmox_poll/one_poll.h"

#include <gmock/gmock.h>

#include <optional>
#include <string>

namespace pipevane::proxmox_poll {
namespace {

using simulator::World;
using ::testing::HasSubstr;

constexpr const char* kExport = "/cluster/metrics/export";

// Of three nodes, of which the second is what it is about.
struct Members : ::testing::Test {
  static simulator::Settings three(const std::string& release) {
    simulator::Settings settings = OnePoll::small();
    settings.nodes = 3;
    settings.pve_release = release;
    return settings;
  }
  void begin(const std::string& release = "9.2.11") { one.emplace(three(release)); }
  template <class Happening>
  void happens(Happening happening) {
    one->sim().locked(happening);
  }
  Seen look() {
    const auto& settings = one->sim().settings();
    return examine(
        {.endpoint = proxmox::Endpoint::parse("127.0.0.1:" + std::to_string(one->sim().port())),
         .token = {settings.token_id, settings.token_secret},
         .trust = {.fingerprint = one->sim().fingerprint(), .also = {}, .ca_file = ""},
         .timeout_ms = 2'000,
         .look_up = {},
         .now_ms = [host = one->host.host()] { return host.nowMs(); }},
        one->host.host());
  }
  std::optional<OnePoll> one;
};

TEST_F(Members, ThatAreWellAreAskedForTheirTimeAndAreInTheExport) {
  begin();
  const Seen seen = look();
  ASSERT_EQ(seen.members.size(), 2U);
  for (const Seen::Member& each : seen.members) {
    EXPECT_TRUE(each.why.empty() && !each.refused && !each.silent) << each.name << each.why;
    EXPECT_EQ(each.ahead_ms, 0) << each.name;
    EXPECT_LE(each.old_s, 20) << each.name;
  }
  EXPECT_EQ(one->asked(kExport), 2U);
  EXPECT_EQ(one->asked("/nodes/pve1/time"), 0U) << "its answers have its time";
}

TEST_F(Members, ThatRefuseAreNamedWithTheReasonAndLeftOutOfTheExport) {
  begin();
  happens([](World& world) { world.refuseMembers("pve2", true); });
  const Seen seen = look();
  EXPECT_THAT(seen.member("pve2")->why, HasSubstr("595 Connection refused"));
  EXPECT_FALSE(seen.member("pve2")->silent);
  EXPECT_FALSE(seen.member("pve3")->silent);
  EXPECT_TRUE(seen.troubles.empty());
}

TEST_F(Members, ThatHangAreNotWaitedForOnceMore) {
  begin();
  happens([](World& world) { world.hangApi("pve2", true); });
  const Seen seen = look();
  EXPECT_THAT(seen.member("pve2")->why, HasSubstr("no whole answer within 2 s"));
  EXPECT_TRUE(seen.troubles.empty()) << seen.troubles[0].what;
  EXPECT_EQ(one->asked(kExport), 2U);
}

TEST_F(Members, ThatHangOnAVersionThatCannotLeaveThemOutEndTheExamination) {
  begin("8.4.1");
  happens([](World& world) { world.hangApi("pve2", true); });
  const Seen seen = look();
  EXPECT_FALSE(seen.member("pve2")->why.empty());
  EXPECT_EQ(one->asked(kExport), 1U) << "all would have to wait for it for 20 s";
}

TEST_F(Members, ThatKeepNoFiguresAreSilent) {
  begin();
  happens([](World& world) { world.breakStatistics("pve2", true); });
  one->host.setNow(kBeginMs + 20'000);
  const Seen seen = look();
  EXPECT_TRUE(seen.member("pve2")->silent);
  EXPECT_FALSE(seen.member("pve3")->silent);
}

TEST_F(Members, ThatHaveAnotherTimeSaySo) {
  for (const std::int64_t ahead_s : {300, -300}) {
    begin();
    happens([&](World& world) { world.skewClock("pve2", ahead_s); });
    one->host.setNow(kBeginMs + 20'000);
    const Seen seen = look();
    EXPECT_EQ(seen.member("pve2")->ahead_ms, ahead_s * 1'000);
    EXPECT_LE(seen.member("pve2")->old_s, 20) << "by its own clock";
    EXPECT_EQ(seen.member("pve3")->ahead_ms, 0);
  }
}

TEST_F(Members, ThatMayNotBeAskedHaveNoTimeAndAreNotIll) {
  begin();
  one->sim().grant(simulator::Rights::auditor(one->sim().version()).withNoAccess("/nodes/pve2"));
  const Seen seen = look();
  EXPECT_TRUE(seen.member("pve2")->refused);
  EXPECT_TRUE(seen.member("pve2")->why.empty());
  EXPECT_FALSE(seen.member("pve2")->silent);
}

}  // namespace
}  // namespace pipevane::proxmox_poll

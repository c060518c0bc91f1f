// What an examination sees of the members that it does not speak to itself.
#include "tests/plugins/proxmox_poll/examined_members.h"
#include "tests/plugins/proxmox_poll/seen.h"

#include <gmock/gmock.h>

#include <string>

namespace pipevane::proxmox_poll {
namespace {

using simulator::World;
using ::testing::HasSubstr;

constexpr const char* kExport = "/cluster/metrics/export";

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
  const Seen seen = look({.timeout_ms = 10'000});
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

TEST_F(Members, ThatTheListDoesNotNameAreSaidToBeLeftOutOfItAndNotToHang) {
  begin();
  happens([](World& world) { world.leaveOut("pve2", true); });
  const Finding finding = only(judge(look()), "members");
  EXPECT_THAT(finding.sentence, HasSubstr("does not name pve2"));
  EXPECT_THAT(finding.remedy, HasSubstr("systemctl status pve-cluster"));
}

// It is behind by its own clock only, as its rows were made by the former one.
TEST_F(Members, WhoseClocksWereJustSetAheadHaveNoOldFigures) {
  begin();
  one->host.setNow(kBeginMs + 20'000);
  happens([](World& world) { world.skewClock("pve2", 300); });
  const Seen seen = look();
  EXPECT_EQ(seen.member("pve2")->ahead_ms, 300'000);
  EXPECT_LE(seen.member("pve2")->old_s, 20);
}

TEST_F(Members, ThatAreOffAreNotAsked) {
  begin();
  happens([](World& world) { world.setOnline("pve2", false); });
  const Seen seen = look();
  EXPECT_EQ(seen.member("pve2"), nullptr);
  EXPECT_EQ(one->asked("/nodes/pve2/time"), 0U);
}

TEST_F(Members, WhoseTimeCannotBeReadSaySo) {
  begin();
  answerTo("/nodes/pve2/time", R"({"data":{}})");
  const Seen seen = look();
  EXPECT_THAT(seen.member("pve2")->why, HasSubstr("its answer "));
  EXPECT_FALSE(seen.member("pve2")->ahead_ms);
}

TEST_F(Members, OfNamesThatAskAnotherQuestionAreNotAsked) {
  begin();
  answerTo("/cluster/status", R"({"data":[{"type":"cluster","name":"sim","quorate":1},
      {"type":"node","name":"pve1","online":1,"local":1},
      {"type":"node","name":"../access/x?y=","online":1,"local":0},
      {"type":"node","name":"pve3","online":1,"local":0}]})");
  const Seen seen = look();
  ASSERT_EQ(seen.members.size(), 1U);
  EXPECT_EQ(seen.members[0].name, "pve3");
}

TEST_F(Members, AreAskedOnlySoMany) {
  begin();
  std::string rows = R"({"type":"cluster","name":"sim","quorate":1})";
  for (std::size_t i = 0; i < kExaminationMembers + 3; ++i)
    rows += R"(,{"type":"node","name":"n)" + std::to_string(i) + R"(","online":1,"local":0})";
  answerTo("/cluster/status", R"({"data":[)" + rows + "]}");
  EXPECT_EQ(look().members.size(), kExaminationMembers);
}

// The first one takes what there is of time, and no more of it than one may.
TEST_F(Members, AreNotAskedWhereNoTimeIsLeft) {
  begin();
  happens([](World& world) { world.hangApi("pve2", true); });
  const Seen seen = look({.timeout_ms = 10'000, .total_ms = 2'900});
  EXPECT_THAT(seen.member("pve2")->why, HasSubstr("no whole answer within 2 s"));
  EXPECT_EQ(seen.member("pve3"), nullptr);
  ASSERT_FALSE(seen.troubles.empty());
  EXPECT_THAT(seen.troubles.back().what, HasSubstr("was not asked for /nodes/pve3/time"));
}

}  // namespace
}  // namespace pipevane::proxmox_poll

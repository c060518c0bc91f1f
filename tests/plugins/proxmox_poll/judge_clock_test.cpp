// What is said of the clocks of who answers and of the other members by what was seen of them.
#include "tests/plugins/proxmox_poll/seen.h"

#include <gmock/gmock.h>

#include <cstdint>
#include <string_view>

namespace pipevane::proxmox_poll {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;

TEST(Judge, SaysWhichClockIsAhead) {
  for (const auto& [ahead_ms, said] :
       {std::pair{3'600'000, "3600 s ahead of"}, {-30'000, "30 s behind"}}) {
    Seen seen = healthy();
    seen.ahead_ms = ahead_ms;
    const Finding finding = only(judge(seen), "clock");
    EXPECT_EQ(finding.state, State::kWarning);
    EXPECT_THAT(finding.sentence, HasSubstr(said));
  }
}

Findings clocksOf(const Seen& seen) {
  Findings found = judge(seen);
  std::erase_if(found, [](const Finding& each) { return std::string_view(each.check) != "clock"; });
  return found;
}

TEST(Judge, NamesTheMemberWhoseClockIsWrong) {
  for (const auto& [ahead_ms, said] :
       {std::pair{300'000, "node pve2 is 300 s ahead of this machine's"},
        {-300'000, "node pve2 is 300 s behind this machine's"}}) {
    Seen seen = healthy();
    seen.members = {{.name = "pve2", .ahead_ms = ahead_ms}};
    const Findings clocks = clocksOf(seen);
    ASSERT_EQ(clocks.size(), 2U);
    EXPECT_EQ(clocks[0].state, State::kOk);
    EXPECT_EQ(clocks[1].state, State::kWarning);
    EXPECT_THAT(clocks[1].sentence, HasSubstr(said));
    EXPECT_THAT(clocks[1].facts, Contains(Pair("node", "pve2")));
    EXPECT_THAT(clocks[1].commands, Contains("systemctl enable --now chrony"));
  }
  // Both are near ours, on either side, and far from each other.
  Seen seen = healthy();
  seen.ahead_ms = 4'000;
  seen.members = {{.name = "pve2", .ahead_ms = -4'000}};
  ASSERT_EQ(clocksOf(seen).size(), 2U);
  EXPECT_THAT(clocksOf(seen)[1].sentence, HasSubstr("8 s behind that of https://pve1.lan:8006"));
}

TEST(Judge, SaysWhoseClockTheOthersAgreeWith) {
  Seen seen = healthy();
  seen.ahead_ms = 300'000;
  seen.members = {{.name = "pve2", .ahead_ms = 299'000}};
  EXPECT_THAT(only(judge(seen), "clock").sentence,
              HasSubstr("have its time (pve2), so it may be this machine's that is wrong"));
  seen.members[0].ahead_ms = 0;
  EXPECT_THAT(only(judge(seen), "clock").sentence,
              HasSubstr("have this machine's time (pve2), so it is the node's that is wrong"));
}

TEST(Judge, HoldsSixSecondsForAWrongClockAndFourForNone) {
  for (const std::int64_t sign : {1, -1}) {
    Seen seen = healthy();
    seen.ahead_ms = sign * 4'000;
    EXPECT_EQ(only(judge(seen), "clock").state, State::kOk);
    seen.ahead_ms = sign * 6'000;
    const Finding finding = only(judge(seen), "clock");
    EXPECT_EQ(finding.state, State::kWarning);
    EXPECT_THAT(finding.facts, Contains(Pair("ahead_seconds", sign > 0 ? "6" : "-6")));
    seen = healthy();
    seen.members = {{.name = "pve2", .ahead_ms = sign * 7'000}};
    ASSERT_EQ(clocksOf(seen).size(), 2U);
    EXPECT_THAT(clocksOf(seen)[1].facts, Contains(Pair("ahead_seconds", sign > 0 ? "7" : "-7")));
  }
}

// Where the others do not agree either, nobody's clock is taken for the right one.
TEST(Judge, SaysOfNoClockThatItIsRightWhereTheOthersDisagree) {
  const auto said = [](std::int64_t one_ms, std::int64_t other_ms) {
    Seen seen = healthy();
    seen.ahead_ms = 300'000;
    seen.members = {{.name = "pve2", .ahead_ms = one_ms}, {.name = "pve3", .ahead_ms = other_ms}};
    return clocksOf(seen);
  };
  // One has the time of who answers, the other one ours.
  Findings clocks = said(300'000, 0);
  ASSERT_EQ(clocks.size(), 1U) << "who differs from who answers has the right time for us";
  EXPECT_THAT(clocks[0].sentence, Not(HasSubstr("the other members have")));
  // A third time is nobody's, and is said of that member.
  clocks = said(-900'000, 0);
  ASSERT_EQ(clocks.size(), 2U);
  EXPECT_THAT(clocks[0].sentence, HasSubstr("have this machine's time (pve3)"));
  EXPECT_THAT(clocks[1].facts, Contains(Pair("node", "pve2")));
  clocks = said(-900'000, -600'000);
  ASSERT_EQ(clocks.size(), 3U);
  EXPECT_THAT(clocks[0].sentence, Not(HasSubstr("the other members have")));
}

}  // namespace
}  // namespace pipevane::proxmox_poll

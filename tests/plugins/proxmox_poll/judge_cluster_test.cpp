// What is said of a cluster by what was seen of it: quorum, members, clocks.
#include "tests/plugins/proxmox_poll/seen.h"

#include <gmock/gmock.h>

namespace pipevane::proxmox_poll {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
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

TEST(Judge, TellsAHungPvestatdFromANodeThatIsGone) {
  Seen seen = healthy();
  seen.resources->nodes[1].status = "unknown";
  EXPECT_THAT(only(judge(seen), "members").sentence,
              AllOf(HasSubstr("pve2 is online"), HasSubstr("pvestatd hangs")));
  seen.cluster->members[1].online = false;
  EXPECT_THAT(only(judge(seen), "members").sentence, HasSubstr("pve2 is offline"));
}

TEST(Judge, WarnsWhereThereIsNoQuorumAndNeedsNoneOfASingleNode) {
  Seen seen = healthy();
  seen.cluster->quorate = false;
  EXPECT_EQ(only(judge(seen), "quorum").state, State::kWarning);
  seen.cluster->quorate.reset();
  EXPECT_EQ(only(judge(seen), "quorum").state, State::kUnknown);
  seen.cluster = {.name = "", .quorate = {}, .members = {{"pve1", "", true, true}}};
  EXPECT_EQ(only(judge(seen), "quorum").state, State::kOk);
}

TEST(Judge, SaysOfASingleNodeThatItTellsItsFigures) {
  Seen seen = healthy();
  EXPECT_EQ(only(judge(seen), "members").sentence, "all 2 nodes are online and tell their figures");
  seen.cluster = {.name = "", .quorate = {}, .members = {{"pve1", "", true, true}}};
  EXPECT_EQ(only(judge(seen), "members").sentence, "the node is online and tells its figures");
}

TEST(Judge, NamesTheMemberThatDoesNotAnswerOrThatTheExportLacks) {
  const auto said = [](const Seen::Member& member) {
    Seen seen = healthy();
    seen.members = {member};
    const Finding finding = only(judge(seen), "members");
    EXPECT_EQ(finding.state, State::kWarning);
    EXPECT_THAT(finding.facts, Contains(Pair("node", "pve2")));
    EXPECT_THAT(finding.remedy, HasSubstr("on pve2: look at its services"));
    EXPECT_THAT(finding.commands, Not(IsEmpty()));
    for (const std::string& command : finding.commands)
      EXPECT_THAT(finding.remedy, HasSubstr(": " + command));
    return finding.sentence;
  };
  EXPECT_THAT(
      said({.name = "pve2", .why = "595 No route to host"}),
      AllOf(HasSubstr("pve2 is online, but does not answer"), HasSubstr("(595 No route to host)")));
  EXPECT_THAT(said({.name = "pve2", .silent = true}),
              HasSubstr("pve2 is online, but the metrics export has no figures of it"));
  EXPECT_THAT(said({.name = "pve2", .old_s = 61}), HasSubstr("are 61 s old"));
  Seen seen = healthy();
  seen.members = {{.name = "pve2", .old_s = 60}};
  EXPECT_EQ(only(judge(seen), "members").state, State::kOk);
}

TEST(Judge, DoesNotSayOfNodesThatTheyTellFiguresThatAreNotSeen) {
  Seen seen = healthy();
  seen.resources->nodes[1].figures = false;
  EXPECT_EQ(only(judge(seen), "members").sentence, "all 2 nodes are online");
  const Finding finding = only(judge(seen), "privileges");
  EXPECT_EQ(finding.state, State::kWarning);
  EXPECT_THAT(finding.sentence, HasSubstr("node pve2"));
  EXPECT_THAT(finding.commands,
              Contains("pveum acl delete /nodes/pve2 --tokens 'monitor@pve!t' --roles NoAccess"));
  // An entry that is told is named as one of those once.
  seen.permissions->grant("/nodes/pve2", "Pool.Audit", true);
  EXPECT_EQ(only(judge(seen), "privileges").state, State::kNote);
  seen = healthy();
  seen.resources->nodes[1] = {"pve2;reboot", "online", false};
  EXPECT_THAT(only(judge(seen), "privileges").commands, ElementsAre("pveum acl list"));
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

}  // namespace
}  // namespace pipevane::proxmox_poll

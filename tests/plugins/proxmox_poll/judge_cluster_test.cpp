// What is said of a cluster by what was seen of it: quorum and members.
#include "tests/plugins/proxmox_poll/seen.h"

#include <gmock/gmock.h>

#include <string>
#include <string_view>
#include <vector>

namespace pipevane::proxmox_poll {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Pair;

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
  const Finding lost = only(judge(seen), "quorum");
  EXPECT_EQ(lost.state, State::kWarning);
  EXPECT_THAT(lost.commands, ElementsAre("pvecm status"));
  EXPECT_THAT(lost.remedy, HasSubstr(": pvecm status;"));
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

TEST(Judge, NamesEveryMemberThatIsIllAndSaysNothingElseOfThem) {
  Seen seen = healthy();
  seen.cluster->members.push_back({"pve3", "192.0.2.3", true, false});
  seen.cluster->members[1].online = false;
  seen.members = {{.name = "pve3", .silent = true}};
  std::vector<std::string> names;
  for (const Finding& each : judge(seen)) {
    if (std::string_view(each.check) != "members") continue;
    EXPECT_EQ(each.state, State::kWarning) << each.sentence;
    names.push_back(each.facts.at(0).second);
  }
  EXPECT_THAT(names, ElementsAre("pve2", "pve3"));
}

// Whether they tell figures, or are stuck, the list alone has.
TEST(Judge, SaysNothingGoodOfMembersWhereThereIsNoList) {
  Seen seen = healthy();
  seen.resources.reset();
  for (const Finding& each : judge(seen)) EXPECT_STRNE(each.check, "members") << each.sentence;
  seen.cluster->members[1].online = false;
  EXPECT_THAT(only(judge(seen), "members").sentence, HasSubstr("pve2 is offline"));
}

// Nothing of it is in the metrics export then either: that is no matter of its statistics.
TEST(Judge, NamesTheMemberThatTheListDoesNotNameAndWhereToLook) {
  Seen seen = healthy();
  seen.resources->nodes.pop_back();
  seen.members = {{.name = "pve2", .silent = true}};
  const Finding finding = only(judge(seen), "members");
  EXPECT_EQ(finding.state, State::kWarning);
  EXPECT_THAT(finding.sentence,
              AllOf(HasSubstr("the list of resources of https://pve1.lan:8006 does not name pve2"),
                    HasSubstr("/cluster/status has it as a member")));
  EXPECT_THAT(finding.remedy, AllOf(HasSubstr(": systemctl status pve-cluster"),
                                    Not(HasSubstr("pvestatd")), Not(HasSubstr("delnode"))));
  EXPECT_THAT(finding.facts, Contains(Pair("node", "pve2")));
  EXPECT_THAT(finding.commands, ElementsAre("systemctl status pve-cluster"));
}

TEST(Judge, SaysOfAMemberThatIsNotListedThatItIsOfflineAsWell) {
  Seen seen = healthy();
  seen.resources->nodes.pop_back();
  seen.cluster->members[1].online = false;
  const Finding finding = only(judge(seen), "members");
  EXPECT_THAT(finding.sentence, AllOf(HasSubstr("does not name pve2"), HasSubstr("offline")));
  EXPECT_THAT(finding.remedy,
              AllOf(HasSubstr("pve-cluster"), HasSubstr("to be gone: pvecm delnode")));
  EXPECT_THAT(finding.commands, ElementsAre("systemctl status pve-cluster", "pvecm status"));
}

// Its services are to be looked at as well.
TEST(Judge, SaysOfAMemberThatIsNotListedThatItDoesNotAnswerAsWell) {
  Seen seen = healthy();
  seen.resources->nodes.pop_back();
  seen.members = {{.name = "pve2", .why = "595 No route to host"}};
  std::string all;
  for (const Finding& each : judge(seen))
    if (std::string_view(each.check) == "members") all += each.sentence;
  EXPECT_THAT(all, AllOf(HasSubstr("does not name pve2"), HasSubstr("(595 No route to host)")));
}

TEST(Judge, SaysOnceOfAListThatItNamesNoNodeAtAll) {
  Seen seen = healthy();
  seen.resources->nodes.clear();
  seen.resources->guests = 0;
  const Finding finding = only(judge(seen), "members");
  EXPECT_EQ(finding.state, State::kWarning);
  EXPECT_THAT(finding.sentence, HasSubstr("names no node, not even the one that tells it"));
  EXPECT_THAT(finding.commands, ElementsAre("systemctl status pve-cluster"));
}

}  // namespace
}  // namespace pipevane::proxmox_poll

// What is said of rights that a token may have beside what is asked for.
#include "tests/plugins/proxmox_poll/seen.h"

#include <gmock/gmock.h>

#include <string>

namespace pipevane::proxmox_poll {
namespace {

using ::testing::_;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ContainsRegex;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;

// A role on a deeper path takes the place of the one that is inherited.
TEST(Judge, OffersNoMoreRightsInThePlaceOfThoseThatThereAre) {
  for (const char* version : {"8.2.7", "9.1.2"}) {
    Seen seen = healthy();
    seen.version = version;
    const Finding finding = only(judge(seen), "more_privileges");
    EXPECT_EQ(finding.state, State::kOk);
    for (const std::string& command : finding.commands) {
      EXPECT_THAT(command, ContainsRegex("^pveum role add Pipevane[.][A-Za-z]+ --privs|"
                                         "^pveum acl modify / --tokens|"
                                         "^pveum acl modify /nodes .* --roles PVEAuditor,"));
      EXPECT_THAT(finding.remedy, HasSubstr(": " + command + ";"));
    }
    // Which of the two it is cannot be seen: the wrong one would take rights away.
    EXPECT_THAT(
        finding.facts,
        Contains(Pair("for_its_user",
                      AllOf(HasSubstr("that alone where the token has no privilege separation"),
                            HasSubstr("--users 'monitor@pve'"), HasSubstr("--groups")))));
    seen.token_id = "root@pam!t";
    EXPECT_THAT(only(judge(seen), "more_privileges").facts, Not(Contains(Pair("for_its_user", _))))
        << "that user has everything";
  }
}

TEST(Judge, SaysLastWhatIsNotNeededAndInNoMoreWordsThanItTakes) {
  const Findings findings = judge(healthy());
  EXPECT_STREQ(findings.back().check, "more_privileges");
  std::size_t prose = findings.back().remedy.size();
  for (const std::string& command : findings.back().commands) prose -= command.size();
  EXPECT_LT(prose, 600U);
}

TEST(Judge, WarnsOfWhatAllowsMoreThanReading) {
  Seen seen = healthy();
  const auto remedy = [&] { return only(judge(seen), "more_privileges").remedy; };
  EXPECT_THAT(remedy(), AllOf(HasSubstr("what guest agents tell (reading only): "),
                              HasSubstr("the cluster's log (reading only): "),
                              HasSubstr("careful: it also allows changes of nodes")));
  seen.version = "8.4.1";
  EXPECT_THAT(remedy(), HasSubstr("careful: it also allows commands to virtual machines"));
  // What there is on nodes beside the role would be lost.
  seen.permissions->grant("/nodes", "Sys.PowerMgmt", true);
  const Finding finding = only(judge(seen), "more_privileges");
  EXPECT_THAT(finding.commands, Not(Contains(HasSubstr("/nodes"))));
  EXPECT_THAT(finding.facts, Contains(Pair("updates", HasSubstr("not granted"))));
}

TEST(Judge, NamesWhatIsNotAskedForAsEachVersionCallsIt) {
  Seen seen = healthy();
  EXPECT_THAT(only(judge(seen), "more_privileges").sentence, HasSubstr("VM.GuestAgent.Audit"));
  for (const char* version : {"7.4-20", "8.4.21"}) {
    seen.version = version;
    const Finding finding = only(judge(seen), "more_privileges");
    EXPECT_THAT(finding.sentence,
                AllOf(HasSubstr("VM.Monitor on /vms"), Not(HasSubstr("GuestAgent"))));
    EXPECT_THAT(finding.facts[0].second,
                AllOf(HasSubstr("pveum role add Pipevane.Monitor --privs VM.Monitor"),
                      HasSubstr("--tokens 'monitor@pve!t' --roles Pipevane.Monitor")));
  }
}

// Somebody copies them to a shell of root.
TEST(Judge, GrantsEachOfThemByTheRoleThatHasItWhereItIsToBe) {
  Seen seen = healthy();
  EXPECT_THAT(only(judge(seen), "more_privileges").commands,
              ElementsAre("pveum acl modify / --tokens 'monitor@pve!t' --roles PVEAuditor",
                          "pveum role add Pipevane.Syslog --privs Sys.Syslog",
                          "pveum acl modify / --tokens 'monitor@pve!t' --roles Pipevane.Syslog",
                          "pveum role add Pipevane.Modify --privs Sys.Modify",
                          "pveum acl modify /nodes --tokens 'monitor@pve!t' --roles "
                          "PVEAuditor,Pipevane.Modify"));
  // What else there is on nodes is in the way of what is granted on nodes alone.
  seen.permissions->grant("/nodes", "Sys.PowerMgmt", true);
  EXPECT_EQ(only(judge(seen), "more_privileges").commands.size(), 3U);
}

TEST(Judge, TellsWhatIsGrantedFromWhatIsNot) {
  Seen seen = healthy();
  grantEverywhere(*seen.permissions, "Sys.Syslog");
  Finding finding = only(judge(seen), "more_privileges");
  EXPECT_THAT(finding.sentence,
              AllOf(HasSubstr("may read the cluster's log (Sys.Syslog on /); it may not read what "
                              "guest agents tell"),
                    HasSubstr("pending updates (Sys.Modify on /nodes)")));
  EXPECT_THAT(finding.facts, Contains(Pair("cluster_log", "granted")));
  EXPECT_THAT(finding.commands, Not(Contains(HasSubstr("Syslog"))));
  // Where there is nothing left to be granted there is nothing to be done.
  for (const char* each : {"VM.GuestAgent.Audit", "Sys.Modify"})
    grantEverywhere(*seen.permissions, each);
  finding = only(judge(seen), "more_privileges");
  EXPECT_THAT(finding.sentence, Not(HasSubstr("may not")));
  EXPECT_EQ(finding.remedy, "");
  EXPECT_THAT(finding.facts, Not(Contains(Pair("for_its_user", _))));
}

}  // namespace
}  // namespace pipevane::proxmox_poll

// What is said of a token by what it may do.
#include "tests/plugins/proxmox_poll/seen.h"

#include <gmock/gmock.h>

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

TEST(Judge, NamesEachMissingPrivilegeWithItsPathAndCommand) {
  for (const auto& [privilege, path] : {std::pair{"Sys.Audit", "/"},
                                        {"VM.Audit", "/vms"},
                                        {"Datastore.Audit", "/storage"},
                                        {"Pool.Audit", "/pool"}}) {
    SCOPED_TRACE(privilege);
    Seen seen = healthy();
    seen.permissions.emplace();
    for (const char* each : {"Sys.Audit", "VM.Audit", "Datastore.Audit", "Pool.Audit"})
      if (std::string(each) != privilege) grantEverywhere(*seen.permissions, each);
    const Finding finding = only(judge(seen), "privileges");
    EXPECT_EQ(finding.state, State::kFailed);
    EXPECT_THAT(finding.sentence, HasSubstr(std::string("lacks ") + privilege + " on " + path));
    EXPECT_THAT(finding.commands,
                ElementsAre("pveum acl modify / --tokens 'monitor@pve!t' --roles PVEAuditor",
                            "pveum user permissions 'monitor@pve' --path / --output-format json | "
                            "grep -F . || pveum acl modify / --users 'monitor@pve' --roles "
                            "PVEAuditor"))
        << "on the top alone, where nothing is taken away by it";
    for (const std::string& command : finding.commands)
      EXPECT_THAT(finding.remedy, HasSubstr(command));
  }
}

TEST(Judge, DoesNotAskForRightsOfTheUserWhoHasAll) {
  Seen seen = healthy();
  seen.token_id = "root@pam!t";
  seen.permissions.emplace();
  const Finding finding = only(judge(seen), "privileges");
  EXPECT_THAT(finding.remedy, AllOf(HasSubstr("--tokens 'root@pam!t'"), Not(HasSubstr("--users"))));
}

// As PVEAuditor on "/" has it, with this on a path of which Proxmox VE always tells.
Permissions auditorBut(const std::string& path, const std::vector<const char*>& privileges) {
  Permissions all;
  for (const char* at :
       {"/", "/access", "/access/groups", "/nodes", "/pool", "/sdn", "/storage", "/vms"})
    for (const char* each : {"Sys.Audit", "VM.Audit", "Datastore.Audit", "Pool.Audit"})
      if (at != path) all.grant(at, each, true);
  for (const char* each : privileges) all.grant(path, each, true);
  return all;
}

// It is left out of the answer, and nothing of "/" holds: what is granted there does not help.
TEST(Judge, TakesNoAccessOffThePathWhereItStands) {
  Seen seen = healthy();
  seen.permissions = auditorBut("/vms", {});
  const Finding finding = only(judge(seen), "privileges");
  EXPECT_EQ(finding.state, State::kFailed);
  EXPECT_THAT(finding.sentence, HasSubstr("lacks VM.Audit on /vms"));
  EXPECT_THAT(finding.remedy, HasSubstr("NoAccess"));
  seen.permissions->grant("/", "VM.GuestAgent.Audit", true);
  EXPECT_THAT(only(judge(seen), "more_privileges").facts,
              Contains(Pair("guest_agents", HasSubstr("an entry on /vms takes the place"))));
  EXPECT_THAT(finding.commands,
              ElementsAre("pveum acl delete /vms --tokens 'monitor@pve!t' --roles NoAccess",
                          "pveum acl delete /vms --users 'monitor@pve' --roles NoAccess",
                          "pveum acl list"));
  for (const std::string& command : finding.commands)
    EXPECT_THAT(finding.remedy, HasSubstr(command));
  seen.token_id = "root@pam!t";
  EXPECT_THAT(only(judge(seen), "privileges").commands,
              ElementsAre("pveum acl delete /vms --tokens 'root@pam!t' --roles NoAccess",
                          "pveum acl list"));
}

// A second role there adds to the first one, where both are the token's.
TEST(Judge, AddsToTheEntryThatTakesThePlaceOfWhatIsGrantedAbove) {
  Seen seen = healthy();
  seen.permissions = auditorBut("/vms", {"Pool.Audit"});
  const std::string grant = "pveum acl modify /vms --tokens 'monitor@pve!t' --roles PVEAuditor";
  Finding finding = only(judge(seen), "privileges");
  EXPECT_EQ(finding.state, State::kFailed);
  EXPECT_THAT(finding.remedy, AllOf(HasSubstr("takes the place"), HasSubstr(grant)));
  EXPECT_THAT(finding.commands, ElementsAre("pveum acl list", grant));
  // If the entry is its user's, the token would lose what it inherits: no command to be pasted.
  seen.permissions->grant("/vms", "VM.PowerMgmt", true);
  EXPECT_THAT(only(judge(seen), "privileges").commands, ElementsAre("pveum acl list"));
  seen.permissions = auditorBut("/vms", {"Pool.Audit"});
  seen.permissions->grant("/vms/100", "VM.PowerMgmt", false);
  EXPECT_THAT(only(judge(seen), "privileges").commands, ElementsAre("pveum acl list"));
}

TEST(Judge, GrantsOnTheTopAndTakesNoAccessOffWhereBothAreAmiss) {
  Seen seen = healthy();
  seen.permissions.emplace();
  for (const char* path : {"/", "/access", "/access/groups", "/nodes", "/pool", "/sdn", "/storage"})
    for (const char* each : {"Sys.Audit", "Datastore.Audit", "Pool.Audit"})
      seen.permissions->grant(path, each, true);
  const Finding finding = only(judge(seen), "privileges");
  EXPECT_THAT(finding.commands,
              AllOf(Contains("pveum acl modify / --tokens 'monitor@pve!t' --roles PVEAuditor"),
                    Contains("pveum acl delete /vms --tokens 'monitor@pve!t' --roles NoAccess")));
}

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
    EXPECT_THAT(finding.facts,
                Contains(Pair("for_its_user",
                              AllOf(HasSubstr("a token may do no more than its user"),
                                    HasSubstr("--users 'monitor@pve'"), HasSubstr("--groups")))));
    seen.token_id = "root@pam!t";
    EXPECT_THAT(only(judge(seen), "more_privileges").facts, Not(Contains(Pair("for_its_user", _))))
        << "that user has everything";
  }
}

TEST(Judge, WarnsOfWhatAllowsMoreThanReading) {
  Seen seen = healthy();
  const auto remedy = [&] { return only(judge(seen), "more_privileges").remedy; };
  EXPECT_THAT(remedy(), AllOf(HasSubstr("what guest agents tell (it allows reading only): "),
                              HasSubstr("the cluster's log (it allows reading only): "),
                              HasSubstr("careful, Sys.Modify also allows changes of nodes")));
  seen.version = "8.4.1";
  EXPECT_THAT(remedy(), HasSubstr("careful, VM.Monitor also allows commands to virtual machines"));
  // What there is on nodes beside the role would be lost.
  seen.permissions->grant("/nodes", "Sys.PowerMgmt", true);
  const Finding finding = only(judge(seen), "more_privileges");
  EXPECT_THAT(finding.commands, Not(Contains(HasSubstr("/nodes"))));
  EXPECT_THAT(finding.facts, Contains(Pair("updates", HasSubstr("not granted"))));
}

TEST(Judge, TellsRightsOnSomePathsFromNone) {
  Seen seen = healthy();
  seen.permissions->grant("/vms/100", "Sys.Audit", true);  // its own entry, without VM.Audit
  const Finding hole = only(judge(seen), "privileges");
  EXPECT_EQ(hole.state, State::kNote);
  EXPECT_THAT(hole.sentence, HasSubstr("but not on /vms/100"));
  EXPECT_THAT(hole.commands,
              ElementsAre("pveum acl list",
                          "pveum acl modify /vms/100 --tokens 'monitor@pve!t' --roles PVEAuditor"));

  seen.permissions.emplace();
  for (const char* each : {"Sys.Audit", "Datastore.Audit", "Pool.Audit"})
    grantEverywhere(*seen.permissions, each);
  seen.permissions->grant("/vms/100", "VM.Audit", true);
  const Finding finding = only(judge(seen), "privileges");
  EXPECT_EQ(finding.state, State::kWarning);
  EXPECT_THAT(finding.sentence, HasSubstr("it is there on /vms/100 only"));
}

TEST(Judge, MakesNoCommandOfWhatAStrangerWrote) {
  for (const char* name : {"/vms/1;reboot", "/vms/$(reboot)", "/vms/1\nreboot", "/vms/1 --x", ""}) {
    SCOPED_TRACE(name);
    Seen seen = healthy();
    seen.permissions->grant(std::string("/vms/") + name, "Sys.Audit", true);
    seen.metric_servers = {{name, "graphite", "192.0.2.9", 2003, true}};
    for (const Finding& each : judge(seen)) {
      EXPECT_THAT(each.remedy, Not(HasSubstr("reboot")));
      for (const std::string& command : each.commands)
        EXPECT_THAT(command, Not(ContainsRegex("reboot|--x|server/ "))) << each.check;
    }
  }
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

TEST(Judge, TellsARefusalOnlyWhereTheRightsDoNotExplainIt) {
  Seen seen = healthy();
  seen.cluster.reset();
  seen.troubles = {{.path = "/cluster/status",
                    .what = "does not let the token read /cluster/status",
                    .remedy = "grant it",
                    .refused = true}};
  EXPECT_EQ(only(judge(seen), "answers").state, State::kWarning);
  seen.permissions.emplace();
  for (const Finding& each : judge(seen)) EXPECT_STRNE(each.check, "answers");
}

}  // namespace
}  // namespace pipevane::proxmox_poll

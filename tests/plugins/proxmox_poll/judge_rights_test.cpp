// What is said of a token by what it may do.
#include "plugins/proxmox/rights/grants.h"
#include "tests/plugins/proxmox_poll/seen.h"

#include <gmock/gmock.h>

#include <string>
#include <string_view>

namespace pipevane::proxmox_poll {
namespace {

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
    EXPECT_THAT(finding.remedy, HasSubstr("one without privilege separation just what its user"));
    EXPECT_THAT(finding.facts, ElementsAre(Pair("privilege", privilege), Pair("path", path)));
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

// Of a path that nobody was granted anything on nothing is told: what is missing there is missing
// where the nearest entry above it is.
TEST(Judge, TakesNoAccessOffWhereItStandsAndNotFromAPathBelow) {
  const auto grantOf = [](const Permissions& permissions, const char* path, const char* privilege) {
    return proxmox::grantFor(path, privilege, permissions, "root@pam!t").commands;
  };
  EXPECT_THAT(grantOf(auditorBut("/nodes", {}), "/nodes/pve1", "Sys.Audit"),
              ElementsAre("pveum acl delete /nodes --tokens 'root@pam!t' --roles NoAccess",
                          "pveum acl list"));
  EXPECT_THAT(grantOf(auditorBut("/nodes", {"VM.Audit"}), "/nodes/pve1", "Sys.Audit"),
              ElementsAre("pveum acl list",
                          "pveum acl modify /nodes --tokens 'root@pam!t' --roles PVEAuditor"));
  // What is there above it and was refused all the same is taken away on the path itself.
  EXPECT_THAT(grantOf(auditorBut("/vms", {"VM.Audit"}), "/vms/100", "VM.Audit"),
              ElementsAre("pveum acl delete /vms/100 --tokens 'root@pam!t' --roles NoAccess",
                          "pveum acl list"));
  // One that is named and has less, below one that has nothing.
  Permissions permissions = auditorBut("/vms", {});
  permissions.grant("/vms/100", "VM.PowerMgmt", false);
  EXPECT_THAT(grantOf(permissions, "/vms/100", "VM.Audit"), ElementsAre("pveum acl list"));
  // Nothing is granted anywhere above.
  Permissions little;
  little.grant("/storage", "Datastore.Audit", true);
  EXPECT_THAT(grantOf(little, "/nodes/pve1", "Sys.Audit"), Not(Contains(HasSubstr("NoAccess"))));
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

TEST(Judge, CannotTellRightsThatWereNotTold) {
  Seen seen = healthy();
  seen.permissions.reset();
  EXPECT_EQ(only(judge(seen), "privileges").state, State::kUnknown);
}

// Nothing holds on "/" that NoAccess could be in the way of.
TEST(Judge, TakesNoAccessOffNowhereWhereNothingIsGrantedAbove) {
  Seen seen = healthy();
  seen.permissions.emplace();
  seen.permissions->grant("/storage", "Datastore.Audit", true);
  int lacking = 0;
  for (const Finding& each : judge(seen)) {
    if (std::string_view(each.check) != "privileges") continue;
    ++lacking;
    EXPECT_THAT(each.commands,
                Contains("pveum acl modify / --tokens 'monitor@pve!t' --roles PVEAuditor"));
    EXPECT_THAT(each.commands, Not(Contains(HasSubstr("NoAccess"))));
  }
  EXPECT_EQ(lacking, 3) << "of nodes, guests and pools";
}

TEST(Judge, DoesNotNameAllOfManyPaths) {
  Seen seen = healthy();
  for (int i = 100; i < 108; ++i)
    seen.permissions->grant("/vms/" + std::to_string(i), "Sys.Audit", true);
  const Finding finding = only(judge(seen), "privileges");
  EXPECT_THAT(finding.sentence, AllOf(HasSubstr("/vms/104 and 3 more"), Not(HasSubstr("105"))));
}

// A node that is off has none to be seen, and of rights that nodes lack one finding says all.
TEST(Judge, SaysOfNodesWithoutFiguresThatTheyAreHiddenOnlyWhereTheyWouldBeSeen) {
  Seen seen = healthy();
  seen.resources->nodes[1] = {"pve2", "offline", false};
  EXPECT_EQ(only(judge(seen), "privileges").state, State::kOk);
  seen.resources->nodes[1] = {"pve2", "online", false};
  EXPECT_EQ(only(judge(seen), "privileges").state, State::kWarning);
  seen.permissions.emplace();
  for (const char* each : {"VM.Audit", "Datastore.Audit", "Pool.Audit"})
    grantEverywhere(*seen.permissions, each);
  EXPECT_THAT(only(judge(seen), "privileges").sentence, HasSubstr("lacks Sys.Audit on /,"));
}

}  // namespace
}  // namespace pipevane::proxmox_poll

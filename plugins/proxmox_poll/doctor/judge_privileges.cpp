// What the token may see.
#include "plugins/proxmox/api/explain.h"
#include "plugins/proxmox/api/one_line.h"
#include "plugins/proxmox/version.h"
#include "plugins/proxmox_poll/doctor/grants.h"
#include "plugins/proxmox_poll/doctor/judge.h"
#include "plugins/proxmox_poll/doctor/lacking.h"
#include "plugins/proxmox_poll/doctor/user_of.h"

namespace pipevane::proxmox_poll {
namespace {

using proxmox::Permissions;

constexpr std::size_t kMostNamed = 5;

std::string listOf(const std::vector<std::string>& names) {
  std::string all;
  for (std::size_t i = 0; i < names.size() && i < kMostNamed; ++i)
    all.append(all.empty() ? "" : ", ").append(proxmox::oneLine(names[i]));
  if (names.size() > kMostNamed)
    all += " and " + std::to_string(names.size() - kMostNamed) + " more";
  return all;
}

Finding lack(const Need& need, const Seen& seen) {
  Finding finding{.check = "privileges",
                  .state = State::kFailed,
                  .sentence = lackSentence(need, seen.token_id)};
  Remedy remedy = grantFor(need.path, need.privilege, *seen.permissions, seen.token_id);
  finding.remedy = std::move(remedy.words);
  finding.commands = std::move(remedy.commands);
  finding.facts = {{"privilege", need.privilege}, {"path", need.path}};
  const auto others = seen.permissions->exceptions(need.path, need.privilege);
  if (others.empty()) return finding;
  // It may be meant so.
  finding.state = State::kWarning;
  finding.sentence += "; it is there on " + listOf(others) + " only";
  return finding;
}

// What is granted, but not everywhere.
void addHoles(const Seen& seen, Findings& findings) {
  for (const Need& need : needs()) {
    if (std::string_view(need.path) == "/" || !seen.permissions->have(need.path, need.privilege))
      continue;
    const auto holes = seen.permissions->exceptions(need.path, need.privilege);
    if (holes.empty()) continue;
    const Remedy remedy = grantFor(holes.front(), need.privilege, *seen.permissions, seen.token_id);
    findings.push_back({"privileges",
                        State::kNote,
                        "the token " + seen.token_id + " has " + need.privilege + " on " +
                            need.path + ", but not on " + listOf(holes) + ", which it does not see",
                        remedy.words,
                        {{"privilege", need.privilege}, {"path", holes.front()}},
                        remedy.commands});
  }
}

// All are granted at the top, where roles add up: one on a deeper path would take the place of the
// one that is inherited, and with it what is asked for here.
struct More {
  const char* fact;
  const char* what;
  const char* path;
  std::string privilege;
  bool auditor = false;  // the role PVEAuditor has it
};

// The names of two of them are others since 9.
std::vector<More> more(const Seen& seen) {
  const auto version = proxmox::Version::parse(seen.version);
  const bool nine = !version || version->parts[0] >= 9;
  return {{"guest_agents", "what guest agents tell", "/vms",
           nine ? "VM.GuestAgent.Audit" : "VM.Monitor", nine},
          {"cluster_log", "the cluster's log", "/", "Sys.Syslog"},
          {"updates", "pending updates", "/nodes", "Sys.Modify"}};
}

std::string moreCommand(const More& each, const std::string& token_id) {
  if (each.auditor) return proxmox::grantCommand("/", token_id);
  const std::string role = "Pipevane." + each.privilege.substr(each.privilege.rfind('.') + 1);
  return "pveum role add " + role + " --privs " + each.privilege + " && " +
         proxmox::grantCommand("/", token_id, role);
}

std::string howToHave(const More& each, const Seen& seen) {
  if (seen.permissions->passesDown("/", each.privilege))
    return std::string("granted on /, and an entry on ") + each.path + " takes the place of that";
  return moreCommand(each, seen.token_id);
}

Finding morePrivileges(const Seen& seen) {
  Finding finding{.check = "more_privileges", .sentence = ""};
  std::string may, may_not;
  for (const More& each : more(seen)) {
    const bool granted = seen.permissions->have(each.path, each.privilege);
    std::string& list = granted ? may : may_not;
    list.append(list.empty() ? "" : ", ").append(each.what);
    list += " (" + each.privilege + " on " + each.path + ")";
    finding.facts.emplace_back(each.fact, granted ? "granted" : howToHave(each, seen));
  }
  if (!may_not.empty() && !isRoots(seen.token_id))
    finding.facts.emplace_back("for_its_user",
                               "what it lacks too, in the same way: with --users '" +
                                   userOf(seen.token_id) +
                                   "' where it has rights of its own on /, with --groups where it "
                                   "has them from a group");
  finding.sentence = "of what is not asked for here the token may read " +
                     (may.empty() ? "nothing" : may) +
                     (may_not.empty() ? "" : "; it may not read " + may_not);
  return finding;
}

}  // namespace

void judgePrivileges(const Seen& seen, Findings& findings) {
  if (!seen.permissions)
    return findings.push_back({"privileges", State::kUnknown,
                               "cannot tell what the token " + seen.token_id +
                                   " may see, as it was not told by " + seen.endpoint.url()});
  if (seen.permissions->empty()) {
    const Remedy remedy = grantOnTop(seen.token_id);
    return findings.push_back(
        {"privileges",
         State::kFailed,
         nothingSentence(seen.token_id),
         remedy.words,
         {{"privilege", "Sys.Audit, VM.Audit, Datastore.Audit, Pool.Audit"}, {"path", "/"}},
         remedy.commands});
  }
  const std::size_t before = findings.size();
  for (const Need& need : lacking(*seen.permissions)) findings.push_back(lack(need, seen));
  addHoles(seen, findings);
  if (findings.size() == before)
    findings.push_back({"privileges", State::kOk,
                        "the token " + seen.token_id + " may see all that is asked for"});
  findings.push_back(morePrivileges(seen));
}

}  // namespace pipevane::proxmox_poll

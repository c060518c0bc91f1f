// What else the token may read, and what it takes: nothing that is asked for.
#include "plugins/proxmox/api/explain.h"
#include "plugins/proxmox/rights/grants.h"
#include "plugins/proxmox/rights/user_of.h"
#include "plugins/proxmox/version.h"
#include "plugins/proxmox_poll/doctor/judge.h"

#include <algorithm>
#include <vector>

namespace pipevane::proxmox_poll {
namespace {

// Granted at the top, where roles add up: one on a deeper path would take the place of the one that
// is inherited, and with it what is asked for here. That of nodes is granted on them alone, as it
// allows more than reading, together with the role that would be lost.
struct More {
  const char* fact;
  const char* what;
  const char* path;
  std::string privilege;
  const char* allows = "";  // beside reading
  bool auditor = false;     // the role PVEAuditor has it
};

constexpr const char* kNodes = "/nodes";

// The names of two of them are others since 9.
std::vector<More> more(const Seen& seen) {
  const auto version = proxmox::Version::parse(seen.version);
  const bool nine = !version || version->parts[0] >= 9;
  const More agents =
      nine ? More{"guest_agents", "what guest agents tell", "/vms", "VM.GuestAgent.Audit", "", true}
           : More{"guest_agents", "what guest agents tell", "/vms", "VM.Monitor",
                  "commands to virtual machines, and programs run in them by their agents"};
  return {agents,
          {"cluster_log", "the cluster's log", "/", "Sys.Syslog"},
          {"updates", "pending updates", kNodes, "Sys.Modify",
           "changes of nodes: their network, time, services and updates"}};
}

bool onNodes(const More& each) { return std::string_view(each.path) == kNodes; }

std::vector<std::string> commandsFor(const More& each, const std::string& token_id) {
  if (each.auditor) return {proxmox::grantCommand("/", token_id)};
  const std::string role = "Pipevane." + each.privilege.substr(each.privilege.rfind('.') + 1);
  return {"pveum role add " + role + " --privs " + each.privilege,
          onNodes(each) ? proxmox::grantCommand(kNodes, token_id, "PVEAuditor," + role)
                        : proxmox::grantCommand("/", token_id, role)};
}

std::string joined(const std::vector<std::string>& commands) {
  std::string all;
  for (const std::string& each : commands) all.append(all.empty() ? "" : " && ").append(each);
  return all;
}

// Why there is no command; empty: there is one.
std::string inTheWay(const More& each, const Seen& seen) {
  if (seen.permissions->passesDown("/", each.privilege))
    return std::string("granted on /, and an entry on ") + each.path + " takes the place of that";
  if (onNodes(each) && !seen.permissions->hasOnly(kNodes, proxmox::auditorPrivileges()))
    return std::string("not granted: the token has more than PVEAuditor on ") + kNodes +
           ", which a command here might take away";
  return "";
}

void addHow(const More& each, const Seen& seen, Finding& finding) {
  const std::string why_not = inTheWay(each, seen);
  const auto commands = commandsFor(each, seen.token_id);
  finding.facts.emplace_back(each.fact, why_not.empty() ? joined(commands) : why_not);
  if (!why_not.empty()) return;
  finding.remedy +=
      std::string(finding.remedy.empty() ? "nothing is needed; who wants it, on a node, for "
                                         : "; for ") +
      each.what;
  const std::string allows = each.allows;
  finding.remedy +=
      allows.empty() ? " (reading only): " : " (careful: it also allows " + allows + "): ";
  for (const std::string& command : commands) {
    finding.remedy += (&command == &commands.front() ? "" : "; then: ") + command;
    finding.commands.push_back(command);
  }
}

// Roles on "/" add up. An entry on nodes would take the place there of what the user has on "/", as
// an administrator has, so that no command is given for that.
std::string forItsUser(const Seen& seen, const std::vector<More>& offered) {
  const std::string user = proxmox::userOf(seen.token_id);
  std::string words = "a token may do no more than its user: run the same with --users '" + user +
                      "' in place of --tokens (that alone where the token has no privilege "
                      "separation), or with --groups where a group gives it its rights";
  if (std::ranges::any_of(offered, onNodes))
    words += std::string("; but not on ") + kNodes +
             " where it administers nodes, as an entry there replaces what it has on /";
  return words;
}

}  // namespace

void judgeMorePrivileges(const Seen& seen, Findings& findings) {
  if (!seen.permissions || seen.permissions->empty()) return;
  Finding finding{.check = "more_privileges", .sentence = ""};
  std::string may, may_not;
  std::vector<More> offered;
  for (const More& each : more(seen)) {
    const bool granted = seen.permissions->have(each.path, each.privilege);
    std::string& list = granted ? may : may_not;
    list.append(list.empty() ? "" : ", ").append(each.what);
    list += " (" + each.privilege + " on " + each.path + ")";
    if (granted) {
      finding.facts.emplace_back(each.fact, "granted");
    } else {
      addHow(each, seen, finding);
      if (inTheWay(each, seen).empty()) offered.push_back(each);
    }
  }
  if (!offered.empty() && !proxmox::isRoots(seen.token_id)) {
    const std::string words = forItsUser(seen, offered);
    finding.remedy += "; " + words;
    finding.facts.emplace_back("for_its_user", words);
  }
  finding.sentence = "of what is not asked for here the token may read " +
                     (may.empty() ? "nothing" : may) +
                     (may_not.empty() ? "" : "; it may not read " + may_not);
  findings.push_back(std::move(finding));
}

}  // namespace pipevane::proxmox_poll

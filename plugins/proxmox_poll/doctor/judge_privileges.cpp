// What the token may see of what is asked for.
#include "plugins/proxmox/api/explain.h"
#include "plugins/proxmox/api/one_line.h"
#include "plugins/proxmox/rights/grants.h"
#include "plugins/proxmox/rights/lacking.h"
#include "plugins/proxmox_poll/doctor/judge.h"

#include <algorithm>

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

Finding lack(const proxmox::Need& need, const Seen& seen) {
  Finding finding{.check = "privileges",
                  .state = State::kFailed,
                  .sentence = proxmox::lackSentence(need, seen.token_id)};
  proxmox::Remedy remedy =
      proxmox::grantFor(need.path, need.privilege, *seen.permissions, seen.token_id);
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
  for (const proxmox::Need& need : proxmox::needs()) {
    if (std::string_view(need.path) == "/" || !seen.permissions->have(need.path, need.privilege))
      continue;
    const auto holes = seen.permissions->exceptions(need.path, need.privilege);
    if (holes.empty()) continue;
    const proxmox::Remedy remedy =
        proxmox::grantFor(holes.front(), need.privilege, *seen.permissions, seen.token_id);
    findings.push_back({"privileges",
                        State::kNote,
                        "the token " + seen.token_id + " has " + need.privilege + " on " +
                            need.path + ", but not on " + listOf(holes) + ", which it does not see",
                        remedy.words,
                        {{"privilege", need.privilege}, {"path", holes.front()}},
                        remedy.commands});
  }
}

// What is granted on a path is not told where it is nothing: that it is so is seen in what comes.
void addHiddenNodes(const Seen& seen, Findings& findings) {
  if (!seen.resources || !seen.permissions->have("/nodes", "Sys.Audit")) return;
  const auto told = seen.permissions->exceptions("/nodes", "Sys.Audit");
  for (const auto& node : seen.resources->nodes) {
    const std::string path = "/nodes/" + node.name;
    if (node.figures || node.status != "online" || std::ranges::count(told, path) > 0) continue;
    const proxmox::Remedy remedy =
        proxmox::grantFor(path, "Sys.Audit", *seen.permissions, seen.token_id);
    findings.push_back({"privileges",
                        State::kWarning,
                        "the token " + seen.token_id + " does not see the figures of node " +
                            proxmox::oneLine(node.name) +
                            " in the list of resources, as where it "
                            "has no Sys.Audit on " +
                            proxmox::oneLine(path),
                        remedy.words,
                        {{"privilege", "Sys.Audit"}, {"path", proxmox::oneLine(path)}},
                        remedy.commands});
  }
}

}  // namespace

void judgePrivileges(const Seen& seen, Findings& findings) {
  if (!seen.permissions)
    return findings.push_back({"privileges", State::kUnknown,
                               "cannot tell what the token " + seen.token_id +
                                   " may see, as it was not told by " + seen.endpoint.url()});
  if (seen.permissions->empty()) {
    const proxmox::Remedy remedy = proxmox::grantOnTop(seen.token_id);
    return findings.push_back(
        {"privileges",
         State::kFailed,
         proxmox::nothingSentence(seen.token_id),
         remedy.words,
         {{"privilege", "Sys.Audit, VM.Audit, Datastore.Audit, Pool.Audit"}, {"path", "/"}},
         remedy.commands});
  }
  const std::size_t before = findings.size();
  for (const proxmox::Need& need : proxmox::lacking(*seen.permissions))
    findings.push_back(lack(need, seen));
  addHoles(seen, findings);
  addHiddenNodes(seen, findings);
  if (findings.size() == before)
    findings.push_back({"privileges", State::kOk,
                        "the token " + seen.token_id + " may see all that is asked for"});
}

}  // namespace pipevane::proxmox_poll

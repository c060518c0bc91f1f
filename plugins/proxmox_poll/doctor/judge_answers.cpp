// Which calls were refused or failed.
#include "plugins/proxmox_poll/doctor/judge.h"
#include "plugins/proxmox_poll/doctor/lacking.h"

namespace pipevane::proxmox_poll {
namespace {

bool rightsExplainRefusals(const Seen& seen) {
  return seen.permissions && (seen.permissions->empty() || !lacking(*seen.permissions).empty());
}

Finding findingOf(const Seen::Trouble& trouble) {
  Finding finding{.check = "answers",
                  .state = trouble.vital ? State::kFailed : State::kWarning,
                  .sentence = trouble.what,
                  .remedy = trouble.remedy};
  if (!finding.remedy.empty()) return finding;
  finding.commands = {"systemctl status pveproxy pvedaemon"};
  finding.remedy = "look at the services of the node: " + finding.commands.front();
  return finding;
}

}  // namespace

void judgeAnswers(const Seen& seen, Findings& findings) {
  const bool explained = rightsExplainRefusals(seen);
  for (const Seen::Trouble& each : seen.troubles)
    if (!each.refused || !explained) findings.push_back(findingOf(each));
}

}  // namespace pipevane::proxmox_poll

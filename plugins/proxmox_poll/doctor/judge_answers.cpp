// Which calls were refused or failed.
#include "plugins/proxmox/api/explain.h"
#include "plugins/proxmox/rights/lacking.h"
#include "plugins/proxmox_poll/doctor/judge.h"

namespace pipevane::proxmox_poll {
namespace {

bool rightsExplainRefusals(const Seen& seen) {
  return seen.permissions &&
         (seen.permissions->empty() || !proxmox::lacking(*seen.permissions).empty());
}

Finding findingOf(const Seen::Trouble& trouble) {
  Finding finding{.check = "answers",
                  .state = trouble.vital ? State::kFailed : State::kWarning,
                  .sentence = trouble.what,
                  .remedy = trouble.remedy.empty() ? proxmox::servicesRemedy() : trouble.remedy};
  if (finding.remedy == proxmox::servicesRemedy()) finding.commands = {proxmox::kServicesCommand};
  return finding;
}

}  // namespace

void judgeAnswers(const Seen& seen, Findings& findings) {
  const bool explained = rightsExplainRefusals(seen);
  for (const Seen::Trouble& each : seen.troubles)
    if (!each.refused || !explained) findings.push_back(findingOf(each));
}

}  // namespace pipevane::proxmox_poll

// Which calls were refused or failed.
#include "plugins/proxmox_poll/doctor/judge.h"
#include "plugins/proxmox_poll/doctor/lacking.h"

namespace pipevane::proxmox_poll {
namespace {

bool rightsExplainRefusals(const Seen& seen) {
  return seen.permissions && (seen.permissions->empty() || !lacking(*seen.permissions).empty());
}

}  // namespace

void judgeAnswers(const Seen& seen, Findings& findings) {
  const bool explained = rightsExplainRefusals(seen);
  for (const Seen::Trouble& each : seen.troubles)
    if (!each.refused || !explained)
      findings.push_back(
          {"answers", each.vital ? State::kFailed : State::kWarning, each.what, each.remedy});
}

}  // namespace pipevane::proxmox_poll

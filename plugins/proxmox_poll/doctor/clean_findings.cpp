#include "plugins/proxmox_poll/doctor/clean_findings.h"

namespace pipevane::proxmox_poll {

void clean(Findings& findings, const proxmox::SecretFilter& filter) {
  for (Finding& each : findings) {
    filter.clean(each.sentence);
    filter.clean(each.remedy);
    for (auto& fact : each.facts) filter.clean(fact.second);
    for (std::string& command : each.commands) filter.clean(command);
  }
}

}  // namespace pipevane::proxmox_poll

// Whether it lets the token in, and is a node of Proxmox VE at all.
#include "plugins/proxmox/api/explain.h"
#include "plugins/proxmox/rights/user_of.h"
#include "plugins/proxmox_poll/doctor/judge.h"

namespace pipevane::proxmox_poll {
bool judgeToken(const Seen& seen, Findings& findings) {
  const std::string url = seen.endpoint.url();
  if (seen.hello->status == 401) {
    const auto explained =
        proxmox::explanation(*seen.hello, seen.endpoint, seen.path, seen.token_id);
    const std::string list = "pveum user token list '" + proxmox::userOf(seen.token_id) + "'";
    findings.push_back({"token",
                        State::kFailed,
                        explained.what,
                        explained.remedy + "; on the node: " + list,
                        {},
                        {list}});
    return false;
  }
  if (seen.hello->status != 200) {
    const auto explained =
        proxmox::explanation(*seen.hello, seen.endpoint, seen.path, seen.token_id);
    findings.push_back({"answers", State::kFailed, explained.what, explained.remedy});
    if (explained.remedy == proxmox::servicesRemedy())
      findings.back().commands = {proxmox::kServicesCommand};
    return false;
  }
  if (!seen.unreadable.empty()) {
    findings.push_back({"answers", State::kFailed,
                        "cannot read what " + url + " says: " + seen.unreadable,
                        "check that it is a node of Proxmox VE, and none through another web "
                        "server"});
    return false;
  }
  findings.push_back({"token", State::kOk, url + " knows the token " + seen.token_id});
  return true;
}

}  // namespace pipevane::proxmox_poll

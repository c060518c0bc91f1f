#include "plugins/proxmox_poll/quorum.h"

#include "plugins/proxmox/api/one_line.h"

namespace pipevane::proxmox_poll {

proxmox::Side sideOf(const proxmox::ClusterStatus& status) {
  if (!status.quorate) return proxmox::Side::kUnknown;
  return *status.quorate ? proxmox::Side::kMajority : proxmox::Side::kMinority;
}

std::string noQuorum(const proxmox::ClusterStatus& status, const std::string& url) {
  return "the cluster " + proxmox::oneLine(status.name) + " has no quorum where " + url +
         " stands: nothing can be started or changed there, and others may be well though they "
         "look offline from it";
}

}  // namespace pipevane::proxmox_poll

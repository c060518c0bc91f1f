// What a node says of its cluster that is not in the majority of it: the others look offline from
// there, and may be well.
#pragma once

#include "plugins/proxmox/cluster_status.h"
#include "plugins/proxmox/leadership/cluster_service.h"

#include <string>

namespace pipevane::proxmox_poll {

// Where that node stands. A node on its own, and one that does not say, has quorum.
inline bool lacksQuorum(const proxmox::ClusterStatus& status) { return status.quorate == false; }
// Of a node on its own it is not known.
proxmox::Side sideOf(const proxmox::ClusterStatus& status);
// A sentence without an end.
std::string noQuorum(const proxmox::ClusterStatus& status, const std::string& url);
// What to do about it, the same, and the command that tells more: of each member as well.
inline constexpr const char* kQuorumRemedy =
    "on that node: pvecm status; then bring members back, or mend the network between them";
inline constexpr const char* kQuorumCommand = "pvecm status";

}  // namespace pipevane::proxmox_poll

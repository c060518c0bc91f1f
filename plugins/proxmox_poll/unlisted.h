// What is said of members of the cluster that its list of resources does not name.
#pragma once

#include "plugins/proxmox/fleet_decoder.h"

#include <string>

namespace pipevane::proxmox_poll {

// Tells, on the node that answers, what holds up the service that knows the cluster.
inline constexpr const char* kClusterServiceCommand = "systemctl status pve-cluster";
// How one that does not run any more is taken out, where it is to be gone.
inline constexpr const char* kTakeOutCommand = "pvecm delnode";

// Which ones `url` lists no more, what becomes of them and what to do; a sentence without an end.
// Empty: it names all.
std::string unlistedTrouble(const proxmox::FleetDecoder& decoder, const std::string& url);

}  // namespace pipevane::proxmox_poll

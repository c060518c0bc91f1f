// What is said of members of the cluster that its list of resources does not name.
#pragma once

#include "plugins/proxmox/fleet_decoder.h"

#include <string>

namespace pipevane::proxmox_poll {

// Which ones `url` lists no more, what becomes of them and what to do; a sentence without an end.
// Empty: it names all.
std::string unlistedTrouble(const proxmox::FleetDecoder& decoder, const std::string& url);

}  // namespace pipevane::proxmox_poll

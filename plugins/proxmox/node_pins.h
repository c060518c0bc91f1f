// The certificates that the nodes of a cluster show.
#pragma once

#include <functional>
#include <map>
#include <string>

namespace pipevane::proxmox {

// SHA-256 by the node's name, as Proxmox VE writes it: upper-case hex with colons. A node that was
// never seen has none.
using NodePins = std::map<std::string, std::string, std::less<>>;

}  // namespace pipevane::proxmox

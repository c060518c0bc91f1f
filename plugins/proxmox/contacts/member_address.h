// Where a member of a cluster may be spoken to, whatever the cluster says.
#pragma once

#include <string>
#include <string_view>

namespace pipevane::proxmox {

// A host of this machine, as an address or as localhost.
bool isLoopback(std::string_view host);

// Why nobody is asked at that address that an answer told, as in "it is no address"; empty: it is
// one. The token goes there, so a name that somebody else may resolve is none. `loopback`: one of
// this machine may be meant.
std::string refusalOf(const std::string& address, bool loopback);

}  // namespace pipevane::proxmox

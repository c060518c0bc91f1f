// Where a cluster lists all that it has, behind the API's root.
#pragma once

#include <string_view>

namespace pipevane::proxmox_poll {

inline constexpr std::string_view kListPath = "/cluster/resources";

}  // namespace pipevane::proxmox_poll

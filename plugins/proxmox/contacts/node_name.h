// What a node may be called.
#pragma once

#include "plugins/proxmox/host_label.h"

#include <string_view>

namespace pipevane::proxmox {

// As a host is named. Anything else in a path or a query would ask another question.
inline bool isNodeName(std::string_view name) { return isHostLabel(name); }

}  // namespace pipevane::proxmox

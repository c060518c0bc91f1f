// Reads the answer to /cluster/status.
#pragma once

#include "plugins/proxmox/cluster_status.h"
#include "plugins/proxmox/json.h"
#include "plugins/proxmox/surprises.h"

namespace pipevane::proxmox {

// Throws Error where `data` is no list.
ClusterStatus readClusterStatus(const json::Element& data, Surprises& surprises);

}  // namespace pipevane::proxmox

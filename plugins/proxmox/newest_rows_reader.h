// Reads the answer to /cluster/metrics/export for which nodes are in it.
#pragma once

#include "plugins/proxmox/json.h"
#include "plugins/proxmox/newest_rows.h"

namespace pipevane::proxmox {

// Throws Error where `data` is no export.
NewestRows readNewestRows(const json::Element& data);

}  // namespace pipevane::proxmox

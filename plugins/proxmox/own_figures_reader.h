// Reads the answer to /cluster/metrics/export?local-only=1 for what it lacks.
#pragma once

#include "plugins/proxmox/json.h"
#include "plugins/proxmox/own_figures.h"

namespace pipevane::proxmox {

// Throws Error where `data` is no export.
OwnFigures readOwnFigures(const json::Element& data);

}  // namespace pipevane::proxmox

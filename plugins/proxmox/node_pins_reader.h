// Reads the answer to /nodes.
#pragma once

#include "plugins/proxmox/json.h"
#include "plugins/proxmox/node_pins.h"
#include "plugins/proxmox/surprises.h"

namespace pipevane::proxmox {

// `data` is the member "data" of the answer. Throws Error where it is no list.
NodePins readNodePins(const json::Element& data, Surprises& surprises);

}  // namespace pipevane::proxmox

// Reads the answer to /nodes/{node}/time.
#pragma once

#include "plugins/proxmox/json.h"

#include <cstdint>

namespace pipevane::proxmox {

// What the node's clock says, seconds since the epoch. `data` is the member "data" of the answer.
// Throws Error where it names none, or one that no clock says.
std::int64_t readNodeTime(const json::Element& data);

}  // namespace pipevane::proxmox

// What is said of what is there where nobody knows how it is.
#pragma once

#include "plugins/proxmox_poll/entities.h"

#include <pipevane/host.h>
#include <pipevane/output.h>

#include <cstdint>

namespace pipevane::proxmox_poll {

// [worker] That each of them is there, and that the state of a node, a guest or a storage is
// unknown. A cluster and a pool have none. `flags`: of the batch, as PV_END_OF_CYCLE.
void tellUnknown(const Entities& entities, const Host& host, const Output& output,
                 std::uint32_t flags = 0);

}  // namespace pipevane::proxmox_poll

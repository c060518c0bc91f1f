// The time by the clock of who answers.
#pragma once

#include "plugins/proxmox/api/answer.h"

#include <cstdint>

namespace pipevane::proxmox {

// What the answer's header Date says, ms since the epoch, UTC; `otherwise_ms` where it says none.
// Asking a node for "the last half hour" by our clock would be wrong where the two differ.
std::int64_t serverTimeMs(const Answer& answer, std::int64_t otherwise_ms);

}  // namespace pipevane::proxmox

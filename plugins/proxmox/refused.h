// Refused for good, as far as an answer can tell.
#pragma once

#include <cstdint>

namespace pipevane::proxmox {

inline bool refused(std::int32_t status) { return status == 400 || status == 403 || status == 501; }

}  // namespace pipevane::proxmox

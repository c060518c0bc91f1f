// A time for people.
#pragma once

#include <cstdint>
#include <string>

namespace pipevane::proxmox {

// "2026-11-23 17:38 UTC" of ms since the epoch.
std::string utcText(std::int64_t time_ms);

}  // namespace pipevane::proxmox

// How fresh each node is in a metrics export.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>

namespace pipevane::proxmox {

// Of a node's newest row about itself, s since the epoch by its own clock, by the node's name. One
// that has no row with a time is absent.
using NewestRows = std::map<std::string, std::int64_t, std::less<>>;

}  // namespace pipevane::proxmox

// The cache of ZFS, the ARC: whether part of a node's memory is one.
#pragma once

#include <cstdint>

namespace pipevane::proxmox {

enum class Arc : std::uint8_t { kUnknown, kNone, kSome };

}  // namespace pipevane::proxmox

// What a node's own metrics export holds, in short.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace pipevane::proxmox {

struct OwnFigures {
  // Of the node's own newest row, s since the epoch by its clock; 0: it has none that has a time.
  std::int64_t node_s = 0;
  // So many guests and storages have figures.
  std::size_t guests = 0, storages = 0;
};

}  // namespace pipevane::proxmox

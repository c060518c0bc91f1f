// What of a list of resources was not taken, for want of room.
#pragma once

#include <cstddef>
#include <string>

namespace pipevane::proxmox {

struct LeftOut {
  std::size_t beyond = 0;   // what a cluster may have
  std::size_t unnamed = 0;  // entities that the engine has no room for
  // A sentence without an end; empty: nothing was left out.
  std::string why() const;
};

}  // namespace pipevane::proxmox

// How much came in the last minute.
#pragma once

#include "plugins/proxmox/last_minute.h"

#include <cstdint>

namespace pipevane::proxmox_push {

// Since the beginning.
struct Came {
  std::uint64_t pushes = 0, lines = 0, bytes = 0;

  Came operator-(const Came& before) const {
    return {pushes - before.pushes, lines - before.lines, bytes - before.bytes};
  }
};

using Pace = proxmox::LastMinute<Came>;

}  // namespace pipevane::proxmox_push

// What the source before this one, with other options, leaves behind.
#pragma once

#include <pipevane/batch.h>

#include <vector>

namespace pipevane::proxmox_push {

struct Legacy {
  std::vector<EntityId> entities;  // that it told of
};

}  // namespace pipevane::proxmox_push

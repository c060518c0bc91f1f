// That nothing was heard of a thing for too long.
#pragma once

#include <pipevane/output.h>

namespace pipevane::proxmox {

// Nobody says here that something is gone: of a storage that cannot be used, a node that is down,
// or a guest on a node that sends nothing, nothing is pushed either.
inline void giveUp(EntityId entity, Draft& draft) {
  const pv_attribute unknown{text("status"), text("unknown")};
  draft.change({.size = sizeof(pv_entity_change),
                .kind = PV_REMOVE,
                .entity = entity,
                .attribute_count = 1,
                .attributes = &unknown});
}

}  // namespace pipevane::proxmox

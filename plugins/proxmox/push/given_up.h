// How something is given up of which only nothing was heard for too long.
#pragma once

#include <pipevane/output.h>
#include <pipevane/text.h>

namespace pipevane::proxmox {

// Nobody says here that something is gone: of a storage that cannot be used, a node that is down,
// or a guest on a node that sends nothing, nothing is pushed either.
inline void giveUp(EntityId entity, Draft& draft) {
  const pv_attribute unknown = attribute("status", "unknown");
  draft.change({.size = sizeof(pv_entity_change),
                .kind = PV_REMOVE,
                .entity = entity,
                .attribute_count = 1,
                .attributes = &unknown});
}

}  // namespace pipevane::proxmox

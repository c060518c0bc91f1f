// How a source says that it gives something up: it does not know that it is gone, but heard nothing
// of it for too long. The contract has it at PV_REMOVE in <pipevane/abi.h>.
#pragma once

#include <pipevane/abi.h>
#include <pipevane/output.h>
#include <pipevane/text.h>

#include <cstddef>

namespace pipevane {

inline void giveUp(EntityId entity, Draft& draft) {
  const pv_attribute unknown = attribute("status", "unknown");
  draft.change({.size = sizeof(pv_entity_change),
                .kind = PV_REMOVE,
                .entity = entity,
                .attribute_count = 1,
                .attributes = &unknown});
}

inline bool givesUp(const pv_entity_change& change) {
  if (change.kind != PV_REMOVE) return false;
  for (std::size_t i = 0; i < change.attribute_count; ++i)
    if (view(change.attributes[i].name) == "status")
      return view(change.attributes[i].value) == "unknown";
  return false;
}

}  // namespace pipevane

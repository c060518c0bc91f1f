// Sets of entities, in their order.
#pragma once

#include <pipevane/dictionary.h>

#include <vector>

namespace pipevane::proxmox_poll {

using Entities = std::vector<EntityId>;

// In any order and more than once; each once.
Entities sorted(Entities all);
// Those of either.
Entities both(const Entities& one, const Entities& other);
// All of the first but those of the second.
Entities without(const Entities& all, const Entities& some);

}  // namespace pipevane::proxmox_poll

// Whether who answers is of the cluster that a source watches, and whether it tells of it: the same
// rule for every source.
#pragma once

#include "plugins/proxmox/leadership/cluster_identity.h"
#include "plugins/proxmox/leadership/leadership.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace pipevane::proxmox {

enum class Joined : std::uint8_t {
  kForeign,    // it is of another cluster than the one that is watched
  kUnproven,   // it may be
  kStopped,    // a stop was asked for meanwhile
  kStandsBy,   // another source tells of it
  kLeads,      // as before
  kBegins,     // it leads from now on, and nobody told of the cluster before
  kTakesOver,  // it leads from now on, in the place of another or of itself
};

// [worker] `wanted`: what to call the cluster, asked only where that is to be decided; nothing: a
// stop was asked for.
Joined join(Leadership& leadership, const ClusterIdentity& identity,
            const std::function<std::optional<std::string>()>& wanted);

}  // namespace pipevane::proxmox

// What a source leaves to the one that comes in its place.
#pragma once

#include "plugins/proxmox/leadership/cluster_identity.h"
#include "plugins/proxmox_poll/entities.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace pipevane::proxmox_poll {

// A cluster as it was told of under some name.
struct FormerCluster {
  proxmox::ClusterIdentity identity;
  std::string asked;  // the endpoint that said so

  // `now` is the same one, called otherwise, or a node on its own has become part of it: that takes
  // over the authority of the cluster. `node`: who answers at `endpoint` now.
  bool isNow(const proxmox::ClusterIdentity& now, const std::string& node,
             const std::string& endpoint) const {
    if (!identity.known() || !now.known()) return false;
    return identity.root == now.root || (identity.name == "node " + node && asked == endpoint);
  }
};

// When a cluster was heard last, by whichever source.
struct LastWord {
  std::int64_t heard_ms;              // by the steady clock
  bool said_unknown = false;          // that nobody knows how what is there is
  std::optional<Entities> told = {};  // by another source, in their order; nothing: it was this one
};
using LastWords = std::map<std::string, LastWord>;  // by the cluster's name

struct Legacy {
  Entities entities;  // all that is to be answered for
  // By the names of those in `entities`.
  std::map<std::string, FormerCluster> clusters;
  LastWords words;
};

}  // namespace pipevane::proxmox_poll

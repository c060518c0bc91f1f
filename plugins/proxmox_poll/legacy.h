// What a source leaves to the one that comes in its place.
#pragma once

#include "plugins/proxmox_poll/cluster_identity.h"
#include "plugins/proxmox_poll/entities.h"

#include <map>
#include <string>

namespace pipevane::proxmox_poll {

// A cluster as it was told of under some name.
struct FormerCluster {
  ClusterIdentity identity;
  std::string asked;  // the endpoint that said so

  // `now` is the same one, called otherwise, or a node on its own has become part of it: that takes
  // over the authority of the cluster. `node`: who answers at `endpoint` now.
  bool isNow(const ClusterIdentity& now, const std::string& node,
             const std::string& endpoint) const {
    if (!identity.known() || !now.known()) return false;
    return identity.root == now.root || (identity.name == "node " + node && asked == endpoint);
  }
};

struct Legacy {
  Entities entities;                              // all that is to be answered for
  std::map<std::string, FormerCluster> clusters;  // by the names of those in `entities`
};

}  // namespace pipevane::proxmox_poll

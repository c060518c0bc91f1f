// What the other sources of this plugin say of themselves.
#pragma once

#include "plugins/proxmox_poll/cluster_service.h"
#include "plugins/proxmox_poll/rights.h"

#include <pipevane/host.h>

#include <string>
#include <vector>

namespace pipevane::proxmox_poll {

// A source that may watch the same cluster, or another one of the same name. See ClusterClaim.
struct Rival {
  std::string id;
  bool earlier;  // in the pipeline
  Stage stage;
  bool deciding, answers, able;
  std::string identity, wanted, cluster;
  Rights rights;
};

// All others, in the order of the pipeline. [any]
std::vector<Rival> rivals(const Host& host);

}  // namespace pipevane::proxmox_poll

// What a source that polls a cluster calls it.
#pragma once

#include "plugins/proxmox/leadership/cluster_identity.h"

#include <pipevane/host.h>

#include <string>

namespace pipevane::proxmox_events {

// [worker] Until all that poll know which clusters theirs are, or some seconds. Of a node on its
// own, which has no name of a cluster, so long that one that could not be reached has tried again.
// False where a stop was asked for.
bool awaitPolls(const Host& host, bool of_node_alone);
// The name that one gives the same cluster; empty: none does. One of another cluster has another
// name for it, whatever they call themselves.
std::string nameByPoll(const Host& host, const proxmox::ClusterIdentity& identity);

}  // namespace pipevane::proxmox_events

// What a cluster is called where several are watched.
#pragma once

#include "plugins/proxmox/leadership/cluster_identity.h"
#include "plugins/proxmox/leadership/rivals.h"

#include <pipevane/host.h>

#include <functional>
#include <string>
#include <vector>

namespace pipevane::proxmox {

// What another source of the same cluster calls it (`same` says which are); else `wanted`, which
// goes on with the source's id, and a warning, as long as another cluster has it. `others`: all
// whose names count.
std::string freeName(const Host& host, const std::string& wanted, const std::vector<Rival>& others,
                     const std::function<bool(const Rival&)>& same);

// Where another source calls that very cluster otherwise, as each has an option "cluster" of its
// own.
void warnOfOtherNames(const Host& host, const ClusterIdentity& identity, const std::string& name,
                      const std::vector<Rival>& others);

}  // namespace pipevane::proxmox

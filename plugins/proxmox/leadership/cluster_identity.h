// Which cluster it is, whatever it is called.
#pragma once

#include "plugins/proxmox/cluster_status.h"

#include <string>

namespace pipevane::proxmox {

// The cluster's own authority, which is made with the cluster and is the same on all of its nodes,
// and the name that the cluster gives itself. A node on its own has an authority too, which a
// copied disk brings along: its own name is beside it.
struct ClusterIdentity {
  std::string root;  // SHA-256; empty: it could not be read
  std::string name;  // "cluster homelab" or "node pve1"

  // False: it may be any cluster. It is the same as no other one, then.
  bool known() const { return !root.empty() && !name.empty(); }
  std::string text() const { return known() ? root + " " + name : std::string(); }

  bool operator==(const ClusterIdentity&) const = default;

  static ClusterIdentity of(const ClusterStatus& status, const std::string& root) {
    ClusterIdentity identity{root, status.name.empty() ? std::string() : "cluster " + status.name};
    const auto* const local = status.local();
    if (status.name.empty() && local != nullptr) identity.name = "node " + local->name;
    return identity;
  }
};

// Of an endpoint that is not, or may not be, of the cluster that is watched; a sentence without an
// end.
inline std::string leavesAlone(const std::string& url) {
  return "leaves " + url +
         " alone: it is not known to be of the cluster that was watched so far; give another "
         "cluster a source of its own";
}

}  // namespace pipevane::proxmox

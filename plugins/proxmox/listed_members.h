// Members of the cluster that a list of resources does not name: what is on them is not gone.
#pragma once

#include "plugins/proxmox/cluster_status.h"
#include "plugins/proxmox/object.h"
#include "plugins/proxmox/resource_summary.h"

#include <cstddef>
#include <functional>
#include <set>
#include <string>

namespace pipevane::proxmox {

// The list and /cluster/status come from the same place in Proxmox VE, so that of two that differ
// one is wrong. That a member went is believed when both say so.
class ListedMembers {
 public:
  // More are not taken from an answer: Proxmox VE is at its end with a few dozen.
  static constexpr std::size_t kMost = 1024;
  using Names = std::set<std::string, std::less<>>;

  // What /cluster/status says.
  void hear(const ClusterStatus& status);
  // It does not say any more who the members are: the list alone counts.
  void forget() {
    members_.clear();
    unlisted_.clear();
  }
  // What a list shows that names everything.
  void listed(const ResourceSummary& list);
  // A list says nothing of that.
  void notListed() { unlisted_.clear(); }

  // Those that the last list does not name.
  const Names& unlisted() const { return unlisted_; }
  // Nothing; or they are not known.
  bool noneKnown() const { return members_.empty(); }
  // Such a member, or it is on one, or may be.
  bool keep(const Object& object) const;

 private:
  Names members_, unlisted_;
};

}  // namespace pipevane::proxmox

// The cluster itself, as an entity: what is known of it beside what it consists of.
#pragma once

#include "plugins/proxmox/cluster_facts.h"
#include "plugins/proxmox/objects.h"

namespace pipevane::proxmox {

// Nothing is told as long as the cluster has no name.
class ClusterEntity {
 public:
  explicit ClusterEntity(Objects& objects) : objects_(objects) {}

  void describe(const ClusterFacts& facts);
  // So that nobody takes what is not seen for what is not there.
  void tellHidden(bool guests_hidden);

 private:
  Object* own();

  Objects& objects_;
};

}  // namespace pipevane::proxmox

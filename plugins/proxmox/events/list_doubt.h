// A list of resources that lacks a node that was there is doubted: who is cut off from the others
// says so of all of them. It waits until /cluster/status is heard, or for the next list.
#pragma once

#include "plugins/proxmox/cluster_status.h"
#include "plugins/proxmox/events/list_differences.h"
#include "plugins/proxmox/events/listed.h"

#include <optional>

namespace pipevane::proxmox::events {

class ListDoubt {
 public:
  struct List {
    Listed listed;
    ListDifferences::Times times;
  };

  // The same list where it is believed; nothing: it waits. `lacks_nodes` where a cluster that
  // knows of quorum had more of them before.
  std::optional<List> hear(List list, bool lacks_nodes);
  // The list that waited, where the status settles that it is to be believed.
  std::optional<List> hear(const ClusterStatus& status);

  bool waits() const { return doubted_.has_value(); }

 private:
  std::optional<List> doubted_;
  bool believes_next_ = false;
};

}  // namespace pipevane::proxmox::events

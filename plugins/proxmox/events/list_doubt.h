// A list of resources that lacks a node that was there is doubted: who is cut off from the others
// says so of all of them. It waits until the same one tells /cluster/status, or for the next list.
#pragma once

#include "plugins/proxmox/cluster_status.h"
#include "plugins/proxmox/events/list_differences.h"
#include "plugins/proxmox/events/listed.h"

#include <optional>
#include <string>
#include <string_view>

namespace pipevane::proxmox::events {

class ListDoubt {
 public:
  struct List {
    Listed listed;
    ListDifferences::Times times;
    std::string host;  // who answered
  };

  // The same list where it is believed; nothing: it waits. `lacks_nodes` where a cluster that
  // knows of quorum had more of them before.
  std::optional<List> hear(List list, bool lacks_nodes);
  // The list that waited, where the status settles that it is to be believed. `host` answered.
  std::optional<List> hear(const ClusterStatus& status, std::string_view host);

  bool waits() const { return doubted_.has_value(); }

 private:
  std::optional<List> doubted_;
  bool believes_next_ = false;
  bool contradicted_ = false;  // the last one that was doubted was
};

}  // namespace pipevane::proxmox::events

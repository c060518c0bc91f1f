// What one list of resources shows, in short.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace pipevane::proxmox {

struct ResourceSummary {
  struct Node {
    std::string name;
    std::string status;    // online, offline, unknown
    bool figures = false;  // it says how large it is
  };
  std::vector<Node> nodes;
  std::size_t guests = 0;
  struct Missing {  // those that were known before
    std::size_t guests = 0;
    std::size_t storages = 0;
    std::size_t pools = 0;
    std::size_t all() const { return guests + storages + pools; }
  };
  Missing missing{};

  // It shows nothing that runs, or a node that is there and has no figures: so does a cluster that
  // is empty, and one whose caller may not see more.
  bool maybeHidden() const {
    if (guests == 0) return true;
    for (const Node& each : nodes)
      if (each.status == "online" && !each.figures) return true;
    return false;
  }
};

}  // namespace pipevane::proxmox

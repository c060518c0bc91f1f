// Which sources agree among themselves on who watches a cluster.
#pragma once

#include <string_view>

namespace pipevane::proxmox {

// Those of one plugin: each offers ClusterService under that name. It is between them, nobody else
// may rely on it.
struct Circle {
  const char* service;
  std::string_view type;  // of the components
  // Those whose names go before the ones that this circle gives; null: nobody's, and who gives one
  // cluster another name keeps apart with it.
  const Circle* named_first = nullptr;
};

inline constexpr Circle kPolls = {"pipevane.proxmox-cluster/2", "proxmox_poll"};
// Who polls tells what there is: what happens goes by that one's names.
inline constexpr Circle kEvents = {"pipevane.proxmox-event-cluster/1", "proxmox_events", &kPolls};

}  // namespace pipevane::proxmox

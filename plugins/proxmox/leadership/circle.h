// Which sources agree among themselves on who watches a cluster.
#pragma once

#include <string_view>

namespace pipevane::proxmox {

// Those of one plugin: each offers ClusterService under that name. It is between them, nobody else
// may rely on it.
struct Circle {
  const char* service;
  std::string_view type;  // of the components
};

inline constexpr Circle kPolls = {"pipevane.proxmox-cluster/2", "proxmox_poll"};
inline constexpr Circle kEvents = {"pipevane.proxmox-event-cluster/1", "proxmox_events"};

}  // namespace pipevane::proxmox

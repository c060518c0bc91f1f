// Graphite's plain text as Proxmox VE writes it: "proxmox.qemu.100.cpu 0.25 1795457707", over UDP
// and TCP. Numbers alone: no name, no state, and a guest does not say what node it is on.
#pragma once

#include "plugins/proxmox/push/push_counts.h"
#include "plugins/proxmox/push/push_keys.h"
#include "plugins/proxmox/push/pushed_cluster.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pipevane::proxmox {

// What of a path stands before what Proxmox VE adds, as "lab.pve" of "lab.pve.nodes.pve1.uptime".
// Nothing where it is not Proxmox VE's.
std::optional<std::string_view> graphitePrefix(std::string_view line);

// [worker] Nothing is allocated for a value.
class GraphiteReader {
 public:
  explicit GraphiteReader(PushCounts& counts) : counts_(counts) {}

  void read(const Push& push, PushedCluster& cluster);

 private:
  enum class Of : std::uint8_t { kNode, kVm, kContainer, kStorage };
  struct Path {
    Of of = Of::kNode;
    std::string_view id;    // the node, the vmid
    std::string_view rest;  // behind it
  };
  static bool split(std::string_view path, Path& out);
  void take(std::string_view line, const Push& push, PushedCluster& cluster);
  void takeNode(const Path& path, double value, std::int64_t time_ms, const Push& push,
                PushedCluster& cluster);
  void takeCard(const Path& path, double value, std::int64_t time_ms, const Push& push,
                PushedCluster& cluster);
  void takeGuest(const Path& path, double value, std::int64_t time_ms, const Push& push,
                 PushedCluster& cluster);
  void takeStorage(const Path& path, double value, std::int64_t time_ms, const Push& push,
                   PushedCluster& cluster);

  PushCounts& counts_;
};

}  // namespace pipevane::proxmox

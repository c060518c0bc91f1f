#include "plugins/proxmox/push/senders.h"

#include <utility>

namespace pipevane::proxmox {

void Senders::addAddress(std::string address, std::string cluster) {
  addresses_[std::move(address)] = std::move(cluster);
}

void Senders::addPath(std::string path, std::string cluster) {
  paths_[std::move(path)] = std::move(cluster);
}

std::optional<std::string_view> Senders::clusterOf(const Push& push,
                                                   std::string_view graphite_path) const {
  if (const auto listed = addresses_.find(push.sender); listed != addresses_.end())
    return listed->second;
  const bool by_path = goesByPath(push);
  if (by_path)
    if (const auto listed = paths_.find(graphite_path); listed != paths_.end())
      return listed->second;
  if (by_path || !addresses_.empty()) return std::nullopt;
  return cluster_;
}

}  // namespace pipevane::proxmox

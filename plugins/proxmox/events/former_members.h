// Nodes of which tasks are listed and that are no members of the cluster: not any more, or never.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace pipevane::proxmox::events {

class FormerMembers {
 public:
  // More than a cluster has nodes by far: of more, as lists of nonsense may name, all are
  // forgotten.
  static constexpr std::size_t kMost = 1'024;

  // A list of the nodes came; `known` are those of which tasks are.
  void hear(const std::vector<std::string>& known,
            const std::function<bool(const std::string& node)>& isMember) {
    std::erase_if(missed_, [&](const auto& each) { return isMember(each.first); });
    if (missed_.size() > kMost) missed_.clear();
    for (auto& [node, times] : missed_) times = times < kMissesMost ? times + 1 : times;
    for (const std::string& each : known)
      if (!isMember(each)) missed_.try_emplace(each, 1);
  }
  bool contains(std::string_view node) const {
    const auto known = missed_.find(node);
    return known != missed_.end() && known->second >= kMissesMost;
  }

 private:
  // A list may be older than the tasks of a node that has just joined.
  static constexpr int kMissesMost = 2;

  std::map<std::string, int, std::less<>> missed_;  // in how many lists, one after the other
};

}  // namespace pipevane::proxmox::events

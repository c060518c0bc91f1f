#include "plugins/proxmox/listed_nodes.h"

#include <algorithm>
#include <utility>

namespace pipevane::proxmox {

bool ListedNodes::hear(const simdjson::dom::array& entries) {
  Status listed;
  for (const json::Element entry : entries) {
    std::string_view type, node, status;
    if (entry["type"].get(type) != simdjson::SUCCESS || type != "node") continue;
    if (entry["node"].get(node) == simdjson::SUCCESS &&
        entry["status"].get(status) == simdjson::SUCCESS)
      listed.insert_or_assign(std::string(node), std::string(status));
  }
  // A list of guests alone says nothing of nodes.
  if (listed.empty()) return true;
  doubted_ = !doubted_ && strange(listed);
  if (doubted_) return false;
  if (listed == status_) return true;
  if (!status_.empty()) ++changes_;
  status_ = std::move(listed);
  return true;
}

bool ListedNodes::strange(const Status& listed) const {
  return !status_.empty() && std::ranges::none_of(listed, [this](const auto& each) {
    return status_.contains(each.first);
  });
}

bool ListedNodes::online(std::string_view node) const {
  const auto found = status_.find(node);
  return found != status_.end() && found->second == "online";
}

std::vector<std::string> ListedNodes::namesOnline() const {
  std::vector<std::string> names;
  for (const auto& [name, status] : status_)
    if (status == "online") names.push_back(name);
  return names;
}

}  // namespace pipevane::proxmox

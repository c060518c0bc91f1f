#include "plugins/proxmox/listed_nodes.h"

#include <utility>

namespace pipevane::proxmox {

void ListedNodes::hear(const simdjson::dom::array& entries) {
  std::map<std::string, std::string, std::less<>> listed;
  for (const json::Element entry : entries) {
    std::string_view type, node, status;
    if (entry["type"].get(type) != simdjson::SUCCESS || type != "node") continue;
    if (entry["node"].get(node) == simdjson::SUCCESS &&
        entry["status"].get(status) == simdjson::SUCCESS)
      listed.insert_or_assign(std::string(node), std::string(status));
  }
  // A list of guests alone says nothing of nodes.
  if (listed.empty() || listed == status_) return;
  if (!status_.empty()) ++changes_;
  status_ = std::move(listed);
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

#include "plugins/proxmox/listed_nodes.h"

#include <algorithm>
#include <utility>

namespace pipevane::proxmox {

ListedNodes::Status ListedNodes::statesIn(const simdjson::dom::array& entries) {
  Status listed;
  for (const json::Element entry : entries) {
    std::string_view type, node, status;
    if (entry["type"].get(type) != simdjson::SUCCESS || type != "node") continue;
    if (entry["node"].get(node) == simdjson::SUCCESS &&
        entry["status"].get(status) == simdjson::SUCCESS)
      listed.insert_or_assign(std::string(node), std::string(status));
  }
  return listed;
}

bool ListedNodes::losesMost(const simdjson::dom::array& entries) const {
  const Status listed = statesIn(entries);
  const auto before = namesOnline();
  const auto still = std::ranges::count_if(before, [&](const std::string& each) {
    const auto found = listed.find(each);
    return found != listed.end() && found->second == "online";
  });
  return !listed.empty() && 2 * static_cast<std::size_t>(still) <= before.size() && !before.empty();
}

bool ListedNodes::hear(const simdjson::dom::array& entries) {
  Status listed = statesIn(entries);
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

std::size_t ListedNodes::countOffline() const {
  return static_cast<std::size_t>(
      std::ranges::count(status_, "offline", &Status::value_type::second));
}

std::vector<std::string> ListedNodes::namesOnline() const {
  std::vector<std::string> names;
  for (const auto& [name, status] : status_)
    if (status == "online") names.push_back(name);
  return names;
}

}  // namespace pipevane::proxmox

#include "plugins/proxmox/listed_nodes.h"

#include "plugins/proxmox/host_label.h"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <utility>

namespace pipevane::proxmox {
namespace {

std::size_t countIn(std::string_view text, std::string_view word) {
  const std::boyer_moore_horspool_searcher search(word.begin(), word.end());
  std::size_t count = 0;
  for (auto at = text.begin(); (at = std::search(at, text.end(), search)) != text.end();
       at += static_cast<std::ptrdiff_t>(word.size()))
    ++count;
  return count;
}

}  // namespace

ListedNodes::Status ListedNodes::statesIn(const simdjson::dom::array& entries) const {
  Status listed;
  for (const json::Element entry : entries) hear(entry, listed);
  return listed;
}

// Proxmox VE writes it like this; what is written otherwise looks as if it lost them all.
bool ListedNodes::mayLoseAny(std::string_view list) const {
  return countIn(list, "\"offline\"") > countOffline() ||
         countIn(list, "\"id\":\"node/") < status_.size();
}

bool ListedNodes::losesAny(const simdjson::dom::array& entries) {
  Status listed = statesIn(entries);
  if (listed.empty() || strange(listed)) return false;
  const bool loses = std::ranges::any_of(status_, [&](const auto& before) {
    const auto found = listed.find(before.first);
    return found == listed.end() || (found->second == "offline" && before.second != "offline");
  });
  if (loses) lost_ = std::move(listed);
  return loses;
}

bool ListedNodes::hear(const simdjson::dom::array& entries) {
  Status listed = statesIn(entries);
  as_lost_ = std::exchange(lost_, std::nullopt) == listed;
  // A list of guests alone says nothing of nodes.
  if (listed.empty()) return true;
  doubted_ = !doubted_ && strange(listed);
  if (doubted_) return false;
  if (listed == status_) return true;
  if (!status_.empty()) ++changes_;
  status_ = std::move(listed);
  return true;
}

// Read as all other members are: a node may be called 123, and be told as that number.
void ListedNodes::hear(const json::Element& entry, Status& listed) const {
  std::string_view type;
  if (entry["type"].get(type) != simdjson::SUCCESS || type != "node") return;
  json::Element name, state;
  if (entry["node"].get(name) != simdjson::SUCCESS ||
      entry["status"].get(state) != simdjson::SUCCESS)
    return;
  std::string name_scratch, state_scratch;
  const auto node = json::text(name, name_scratch);
  const auto status = json::text(state, state_scratch);
  if (!node || !status || !isHostLabel(*node)) return;
  if (listed.size() < kMost || status_.contains(*node))
    listed.insert_or_assign(std::string(*node), std::string(*status));
}

bool ListedNodes::strange(const Status& listed) const {
  return !status_.empty() && std::ranges::none_of(listed, [this](const auto& each) {
    return status_.contains(each.first);
  });
}

bool ListedNodes::lists(std::string_view node) const { return status_.contains(node); }

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

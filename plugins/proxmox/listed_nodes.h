// The nodes of the last list of resources that named any, and their states.
#pragma once

#include "plugins/proxmox/json.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pipevane::proxmox {

class ListedNodes {
 public:
  // More than these are not taken from a list, but for those that were there before: Proxmox VE is
  // at its end with a few dozen.
  static constexpr std::size_t kMost = 1024;

  // First of all in a list: what runs on a node is judged by the node, and the list has no order.
  // False, once, where none of its nodes was there before: it may be another cluster's, and nothing
  // of it was taken.
  bool hear(const simdjson::dom::array& entries);

  // Of those of the last list `entries` does not name one, or has it offline since: who says so may
  // be cut off from it. Nothing is lost where it names none of them, or no node at all.
  // Such a list is remembered until the next one is heard.
  bool losesAny(const simdjson::dom::array& entries);
  // The same of a list as text, at a glance. False where it does not, but for one that goes as
  // another one comes back.
  bool mayLoseAny(std::string_view list) const;

  // The last list has the nodes of the one before it that lost some, and in the same states.
  bool asLost() const { return as_lost_; }

  bool lists(std::string_view node) const;
  // One that was never listed is not online.
  bool online(std::string_view node) const;
  std::vector<std::string> namesOnline() const;
  std::size_t countOffline() const;
  // How often a node came, went, or changed its state.
  std::uint64_t changes() const { return changes_; }

 private:
  using Status = std::map<std::string, std::string, std::less<>>;
  Status statesIn(const simdjson::dom::array& entries) const;
  void hear(const json::Element& entry, Status& listed) const;
  bool strange(const Status& listed) const;

  Status status_;
  std::optional<Status> lost_;
  bool as_lost_ = false;
  bool doubted_ = false;  // the last list
  std::uint64_t changes_ = 0;
};

}  // namespace pipevane::proxmox

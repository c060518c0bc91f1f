// What one list of resources has of whom events are told.
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace pipevane::proxmox::events {

struct ListedGuest {
  std::string vmid;
  bool container = false;
  bool is_template = false;
  std::string node;
  std::string status;  // "unknown": nothing else of it counts
  std::string name, tags, pool, lock, ha_state;
  std::optional<double> uptime_s;

  std::string_view kind() const { return container ? "container" : "vm"; }
  bool known() const { return !status.empty() && status != "unknown"; }
};

struct ListedNode {
  std::string name;
  std::string status;  // online, offline, unknown
  std::string ha_state;
  std::optional<double> uptime_s;
};

struct ListedStorage {
  std::string node;
  std::string name;
  bool shared = false;
  std::optional<bool> available;  // nothing: it is said in words that are not known, or not at all

  // As the last part of its key.
  std::string id() const { return shared ? name : node + "/" + name; }
};

struct Listed {
  std::vector<ListedGuest> guests;
  std::vector<ListedNode> nodes;
  std::vector<ListedStorage> storages;
  // What it was asked for: a list may be of one type.
  bool of_guests = true, of_nodes = true, of_storages = true;
  // It shows no guest, or a node without its figures: so does one to whom they are not shown.
  bool may_hide = false;
  // Members that it does not name, though they are: it says nothing of what is on them.
  std::set<std::string, std::less<>> left_out;
};

}  // namespace pipevane::proxmox::events

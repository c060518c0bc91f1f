// What /cluster/status tells.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

namespace pipevane::proxmox {

struct ClusterStatus {
  struct Member {
    std::string name;
    std::string address;  // empty: never learnt
    bool online = false;
    bool local = false;  // the one that answered
  };
  // Empty: a node on its own.
  std::string name;
  std::optional<bool> quorate;
  std::vector<Member> members;

  // The one that answered; null where it did not say.
  const Member* local() const {
    const auto found = std::ranges::find_if(members, &Member::local);
    return found == members.end() ? nullptr : &*found;
  }
};

}  // namespace pipevane::proxmox

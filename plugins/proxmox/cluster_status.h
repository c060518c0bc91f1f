// The answer to /cluster/status.
#pragma once

#include "plugins/proxmox/json.h"
#include "plugins/proxmox/surprises.h"

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
};

// Throws Error where `data` is no list.
ClusterStatus readClusterStatus(const json::Element& data, Surprises& surprises);

}  // namespace pipevane::proxmox

// What an entity is in Proxmox VE's RRD files.
#pragma once

#include "plugins/proxmox/object.h"

#include <optional>
#include <string>
#include <string_view>

namespace pipevane::proxmox_poll {

struct RrdObject {
  // Nothing where an entity of that key has no file there: pools and totals, other clusters'
  // entities, and names that no node, guest or storage can have.
  static std::optional<RrdObject> of(std::string_view key, std::string_view cluster);

  // With the name of a node that can answer.
  std::string path(std::string_view asked) const;
  // What has to be granted for it, and where in the access control.
  std::string_view privilege() const;
  std::string accessPath() const;
  // Whoever is asked has all nodes' and guests' files. A storage's are its node's alone.
  bool anybodyKnows() const { return kind != proxmox::Kind::kStorage; }

  proxmox::Kind kind;
  std::string node;   // empty: any one; of a storage, one of those that share it
  std::string below;  // that node's path
};

}  // namespace pipevane::proxmox_poll

#include "plugins/proxmox/listed_members.h"

namespace pipevane::proxmox {

void ListedMembers::hear(const ClusterStatus& status) {
  members_.clear();
  for (const auto& each : status.members)
    if (members_.size() < kMost) members_.insert(each.name);
  std::erase_if(unlisted_, [this](const auto& each) { return !members_.contains(each); });
}

void ListedMembers::listed(const ResourceSummary& list) {
  unlisted_ = members_;
  for (const auto& each : list.nodes) unlisted_.erase(each.name);
}

bool ListedMembers::keep(const Object& object) const {
  if (unlisted_.empty()) return false;
  switch (object.kind) {
    case Kind::kNode:
      return unlisted_.contains(object.name);
    case Kind::kVm:
    case Kind::kContainer:
      return unlisted_.contains(object.node);
    case Kind::kStorage:
      return object.isShared() || unlisted_.contains(object.node);
    default:
      return false;
  }
}

}  // namespace pipevane::proxmox

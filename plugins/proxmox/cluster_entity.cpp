#include "plugins/proxmox/cluster_entity.h"

#include <optional>
#include <string_view>

namespace pipevane::proxmox {

void ClusterEntity::describe(const ClusterFacts& facts) {
  Object* const object = own();
  if (object == nullptr) return;
  object->attributes.set(Attribute::kName, objects_.cluster());
  if (const auto& quorate = facts.status().quorate)
    object->attributes.set(Attribute::kQuorate, *quorate ? "true" : "false");
  if (!facts.versionText().empty())
    object->attributes.set(Attribute::kVersion, facts.versionText());
}

void ClusterEntity::tellHidden(bool guests_hidden) {
  if (Object* const object = own())
    object->attributes.setOrForget(
        Attribute::kGuestsHidden,
        guests_hidden ? std::optional<std::string_view>("true") : std::nullopt);
}

// Null where the dictionary is full, too.
Object* ClusterEntity::own() {
  const std::string& name = objects_.cluster();
  return name.empty() ? nullptr : objects_.get("cluster", Kind::kCluster, name);
}

}  // namespace pipevane::proxmox

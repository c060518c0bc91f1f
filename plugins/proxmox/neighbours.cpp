#include "plugins/proxmox/neighbours.h"

namespace pipevane::proxmox {

void Neighbours::setNode(Object& object, std::string_view node) {
  const bool known = set(object, Attribute::kNode, Kind::kNode, node);
  object.node = known ? node : std::string_view{};
}

void Neighbours::setPool(Object& object, std::string_view pool) {
  set(object, Attribute::kPool, Kind::kPool, pool);
}

bool Neighbours::set(Object& object, Attribute attribute, Kind kind, std::string_view name) {
  if (object.attributes.is(attribute, name)) return true;
  if (name.empty() || objects_.canName(kind, name)) {
    object.attributes.set(attribute, name);
    return true;
  }
  surprises_.count("name of a node or pool in /cluster/resources that there is no room for");
  object.attributes.forget(attribute);
  return false;
}

}  // namespace pipevane::proxmox

#include "plugins/proxmox/objects.h"

namespace pipevane::proxmox {

Object* Objects::find(std::string_view id) { return ids_.find(id); }

Object* Objects::get(std::string_view id, Kind kind, std::string_view name) {
  Object* const known = find(id);
  if (known != nullptr && known->kind == kind && known->name == name) return known;
  std::string key = cluster_;
  key.append("/").append(kKindNames[static_cast<std::size_t>(kind)]).append("/").append(name);
  if (Object* const shared = keys_.find(key)) {
    ids_.put(id, shared);
    return shared;
  }
  const EntityId entity = dictionary_.entity(key);
  if (entity == PV_NONE) return nullptr;
  objects_.push_back(std::make_unique<Object>());
  Object* const object = objects_.back().get();
  object->kind = kind;
  object->name = name;
  object->entity = entity;
  keys_.put(key, object);
  ids_.put(id, object);
  return object;
}

}  // namespace pipevane::proxmox

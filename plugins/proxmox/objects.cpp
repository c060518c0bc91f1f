#include "plugins/proxmox/objects.h"

#include <array>

namespace pipevane::proxmox {
namespace {

constexpr std::array<std::string_view, 6> kKinds = {"cluster",   "node",    "vm",
                                                    "container", "storage", "pool"};

}  // namespace

Object* Objects::find(std::string_view id) {
  const auto found = ids_.find(id);
  return found == ids_.end() ? nullptr : found->second;
}

Object* Objects::get(std::string_view id, Kind kind, std::string_view name) {
  if (Object* const known = find(id); known != nullptr && known->kind == kind) return known;
  std::string key = cluster_;
  key.append("/").append(kKinds[static_cast<std::size_t>(kind)]).append("/").append(name);
  const auto shared = objects_.find(key);
  if (shared != objects_.end()) return ids_[std::string(id)] = shared->second.get();
  const EntityId entity = dictionary_.entity(key);
  if (entity == PV_NONE) return nullptr;
  auto made = std::make_unique<Object>();
  made->kind = kind;
  made->entity = entity;
  Object* const object = made.get();
  objects_.emplace(std::move(key), std::move(made));
  return ids_[std::string(id)] = object;
}

void Objects::forgetIdsOf(const Object* object) {
  std::erase_if(ids_, [object](const auto& each) { return each.second == object; });
}

}  // namespace pipevane::proxmox

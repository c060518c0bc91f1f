#include "plugins/proxmox/objects.h"

namespace pipevane::proxmox {

namespace {

bool is(const Object* object, Kind kind, std::string_view name) {
  return object != nullptr && object->kind == kind && object->name == name;
}

}  // namespace

Object* Objects::find(std::string_view id, UsualOrder& order) const {
  if (Object* const expected = order.expected(id)) return expected;
  Object* const object = find(id);
  if (object != nullptr) order.note(id, object);
  return object;
}

Object* Objects::get(std::string_view id, Kind kind, std::string_view name, UsualOrder& order) {
  Object* const known = find(id, order);
  if (is(known, kind, name)) return known;
  Object* const object = get(id, kind, name);
  if (object != nullptr && known == nullptr) order.note(id, object);
  return object;
}

Object* Objects::get(std::string_view id, Kind kind, std::string_view name) {
  Object* const known = find(id);
  if (is(known, kind, name)) return known;
  const std::string key = keyOf(kind, name);
  Object* const shared = keys_.find(key);
  const bool one_more = shared == nullptr && kind != Kind::kCluster;
  if ((one_more && objects_.size() >= kMost) || (known == nullptr && ids_.size() >= kMostIds)) {
    ++left_out_.beyond;
    return nullptr;
  }
  const EntityId entity = shared == nullptr ? dictionary_.entity(key) : shared->entity;
  if (entity == PV_NONE) {
    ++left_out_.unnamed;
    return nullptr;
  }
  if (known != nullptr) ++generation_;
  if (shared != nullptr) {
    ids_.put(id, shared);
    return shared;
  }
  objects_.push_back(std::make_unique<Object>());
  Object* const object = objects_.back().get();
  object->kind = kind;
  object->name = name;
  object->entity = entity;
  recall(*object);
  keys_.put(key, object);
  ids_.put(id, object);
  return object;
}

void Objects::remember(const Object& gone) {
  if (gone.told_times.newestMs() == kNever) return;
  if (gone_.size() >= kMost) gone_.clear();
  gone_[gone.entity] = gone.told_times;
}

void Objects::recall(Object& made) {
  const auto before = gone_.extract(made.entity);
  if (before.empty()) return;
  made.told_times = before.mapped();
  for (Track& track : made.tracks) track.timed_ms = made.told_times.newestMs();
}

bool Objects::canName(Kind kind, std::string_view name) {
  if (dictionary_.entity(keyOf(kind, name)) != PV_NONE) return true;
  ++left_out_.unnamed;
  return false;
}

std::string Objects::keyOf(Kind kind, std::string_view name) const {
  std::string key = cluster_;
  key.append("/").append(kKindNames[static_cast<std::size_t>(kind)]).append("/").append(name);
  return key;
}

}  // namespace pipevane::proxmox

#include "plugins/derive/totals/roster.h"

#include <pipevane/text.h>

#include <algorithm>

namespace pipevane::derive {
namespace {

constexpr std::uint32_t kUnasked = kNobody - 1;

}  // namespace

Part* Roster::apply(const pv_entity_change& change) {
  const std::uint32_t index = partOf(change.entity);
  if (index == kNobody) return nullptr;
  Part& part = parts_[index];
  if (change.kind == PV_REMOVE) {
    part.forget();
  } else {
    part.present = true;
    if (part.isGuest()) clusters_[part.cluster].guests_known = true;
    for (std::size_t i = 0; i < change.attribute_count; ++i) set(part, change.attributes[i]);
  }
  clusters_[part.cluster].changed = true;
  return &part;
}

void Roster::set(Part& part, const pv_attribute& attribute) {
  const std::string_view name = view(attribute.name);
  const std::string_view value = view(attribute.value);
  if (name == "guests_hidden" && part.kind == Kind::kCluster)
    clusters_[part.cluster].guests_hidden = value == "true";
  if (name == "status") part.life = lifeOf(part.kind, value);
  if (name == "template") part.is_template = value == "true";
  if (name == "node") part.node = neighbour(part, "/node/", value);
  if (name == "pool") part.pool = neighbour(part, "/pool/", value);
}

std::uint32_t Roster::neighbour(const Part& part, std::string_view kind, std::string_view name) {
  if (name.empty()) return kNobody;
  key_.assign(clusters_[part.cluster].name).append(kind).append(name);
  return partOf(dictionary_.entity(key_));
}

std::uint32_t Roster::partOf(EntityId entity) {
  if (entity < index_.size() && index_[entity] != kUnasked) return index_[entity];
  const std::string_view key = dictionary_.key(entity);
  const std::size_t first = std::min(key.find('/'), key.size());
  const std::size_t second = std::min(key.find('/', first + 1), key.size());
  if (second == key.size()) return kNobody;
  if (entity >= index_.size())
    index_.resize(std::max<std::size_t>(std::size_t{entity} + 1, index_.size() * 2), kUnasked);
  const Kind kind = kindNamed(key.substr(first + 1, second - first - 1));
  index_[entity] = kNobody;
  if (kind == Kind::kOther) return kNobody;
  const std::uint32_t cluster = clusterNamed(key.substr(0, first));
  const auto index = static_cast<std::uint32_t>(parts_.size());
  parts_.push_back({.entity = entity, .kind = kind, .cluster = cluster});
  clusters_[cluster].members.push_back(index);
  if (kind == Kind::kCluster) clusters_[cluster].self = index;
  giveGroup(parts_.back());
  return index_[entity] = index;
}

std::uint32_t Roster::clusterNamed(std::string_view name) {
  const auto known = std::ranges::find(clusters_, name, &Cluster::name);
  if (known == clusters_.end()) clusters_.push_back({.name = name});
  return static_cast<std::uint32_t>(std::ranges::find(clusters_, name, &Cluster::name) -
                                    clusters_.begin());
}

void Roster::giveGroup(Part& part) {
  Scope scope = kOfCluster;
  if (part.kind == Kind::kNode)
    scope = kOfNode;
  else if (part.kind == Kind::kPool)
    scope = kOfPool;
  else if (part.kind != Kind::kCluster)
    return;
  part.group = static_cast<std::uint32_t>(groups_.size());
  groups_.emplace_back(part.entity, scope);
}

Group* Roster::total(const Cluster& cluster) {
  if (cluster.self == kNobody || !parts_[cluster.self].present) return nullptr;
  return &groups_[parts_[cluster.self].group];
}

}  // namespace pipevane::derive

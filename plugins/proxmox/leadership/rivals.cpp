#include "plugins/proxmox/leadership/rivals.h"

#include <pipevane/text.h>

#include <string_view>
#include <utility>

namespace pipevane::proxmox {
namespace {

void take(void* context, const ClusterClaim* claim) {
  Rival& rival = *static_cast<Rival*>(context);
  rival.stage = claim->stage;
  rival.deciding = claim->deciding;
  rival.answers = claim->answers;
  rival.able = claim->able;
  rival.identity = str(claim->identity);
  rival.wanted = str(claim->wanted);
  rival.cluster = str(claim->cluster);
  rival.standing = {Rights(claim->rights), claim->side};
  rival.told_ms = claim->told_ms;
}

// `which` of the two lists.
std::optional<std::vector<pv_entity_id>> entitiesOf(const Host& host, const Circle& circle,
                                                    const std::string& id,
                                                    decltype(&ClusterService::entities) which) {
  std::optional<std::vector<pv_entity_id>> all;
  if (id.empty()) return all;
  const Lease<ClusterService> service(host, circle.service, id);
  if (!service) return all;
  (service.operator->()->*which)(service.self(), &all,
                                 [](void* context, const pv_entity_id* ids, std::size_t count) {
                                   static_cast<decltype(all)*>(context)->emplace(ids, ids + count);
                                 });
  return all;
}

}  // namespace

std::vector<Rival> rivals(const Host& host, const Circle& circle) {
  std::vector<Rival> all;
  bool earlier = true;
  for (const std::string& id : providers(host, circle.service)) {
    if (id == host.id()) {
      earlier = false;
      continue;
    }
    const Lease<ClusterService> service(host, circle.service, id);
    if (!service) continue;
    Rival rival{};
    service->read(service.self(), &rival, take);
    rival.id = id;
    rival.earlier = earlier;
    all.push_back(std::move(rival));
  }
  return all;
}

std::optional<std::vector<pv_entity_id>> toldBy(const Host& host, const Circle& circle,
                                                const std::string& id) {
  return entitiesOf(host, circle, id, &ClusterService::entities);
}

std::optional<std::vector<pv_entity_id>> saidBy(const Host& host, const Circle& circle,
                                                const std::string& id) {
  return entitiesOf(host, circle, id, &ClusterService::said);
}

std::set<std::string> listedSources(const Host& host, const Circle& circle) {
  struct Search {
    const Circle& circle;
    std::string own;
    std::set<std::string> ids;
  } search{circle, std::string(host.id()), {}};
  const auto* const pipeline = static_cast<const pv_pipeline*>(host.extension(PV_PIPELINE));
  if (pipeline == nullptr) return {};
  pipeline->read(host.raw().self, &search, [](void* context, const pv_pipeline_status* status) {
    auto& [of, own, ids] = *static_cast<Search*>(context);
    for (std::size_t i = 0; i < status->component_count; ++i) {
      const pv_component_status& each = status->components[i];
      if (view(each.type) == of.type && view(each.id) != own) ids.insert(str(each.id));
    }
  });
  return std::move(search.ids);
}

}  // namespace pipevane::proxmox

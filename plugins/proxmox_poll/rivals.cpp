#include "plugins/proxmox_poll/rivals.h"

#include <pipevane/text.h>

#include <string_view>
#include <utility>

namespace pipevane::proxmox_poll {
namespace {

constexpr std::string_view kType = "proxmox_poll";

void take(void* context, const ClusterClaim* claim) {
  Rival& rival = *static_cast<Rival*>(context);
  rival.stage = claim->stage;
  rival.deciding = claim->deciding;
  rival.answers = claim->answers;
  rival.able = claim->able;
  rival.identity = str(claim->identity);
  rival.wanted = str(claim->wanted);
  rival.cluster = str(claim->cluster);
  rival.rights = Rights(claim->rights);
}

}  // namespace

std::vector<Rival> rivals(const Host& host) {
  std::vector<Rival> all;
  bool earlier = true;
  for (const std::string& id : providers(host, kClusterService)) {
    if (id == host.id()) {
      earlier = false;
      continue;
    }
    const Lease<ClusterService> service(host, kClusterService, id);
    if (!service) continue;
    Rival rival{};
    service->read(service.self(), &rival, take);
    rival.id = id;
    rival.earlier = earlier;
    all.push_back(std::move(rival));
  }
  return all;
}

std::optional<std::vector<pv_entity_id>> toldBy(const Host& host, const std::string& id) {
  std::optional<std::vector<pv_entity_id>> told;
  if (id.empty()) return told;
  const Lease<ClusterService> service(host, kClusterService, id);
  if (!service) return told;
  service->entities(service.self(), &told,
                    [](void* context, const pv_entity_id* ids, std::size_t count) {
                      static_cast<decltype(told)*>(context)->emplace(ids, ids + count);
                    });
  return told;
}

std::optional<std::vector<pv_entity_id>> saidBy(const Host& host, const std::string& id) {
  std::optional<std::vector<pv_entity_id>> said;
  const Lease<ClusterService> service(host, kClusterService, id);
  if (service)
    service->said(service.self(), &said,
                  [](void* context, const pv_entity_id* ids, std::size_t count) {
                    static_cast<decltype(said)*>(context)->emplace(ids, ids + count);
                  });
  return said;
}

std::set<std::string> listedSources(const Host& host) {
  std::pair<std::string, std::set<std::string>> found{std::string(host.id()), {}};
  const auto* const pipeline = static_cast<const pv_pipeline*>(host.extension(PV_PIPELINE));
  if (pipeline == nullptr) return {};
  pipeline->read(host.raw().self, &found, [](void* context, const pv_pipeline_status* status) {
    auto& [own, ids] = *static_cast<decltype(found)*>(context);
    for (std::size_t i = 0; i < status->component_count; ++i) {
      const pv_component_status& each = status->components[i];
      if (view(each.type) == kType && view(each.id) != own) ids.insert(str(each.id));
    }
  });
  return std::move(found.second);
}

}  // namespace pipevane::proxmox_poll

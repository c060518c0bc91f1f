#include "plugins/proxmox_poll/rivals.h"

#include <pipevane/text.h>

#include <utility>

namespace pipevane::proxmox_poll {
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

std::vector<pv_entity_id> saidBy(const Host& host, const std::string& id) {
  std::vector<pv_entity_id> said;
  const Lease<ClusterService> service(host, kClusterService, id);
  if (service)
    service->said(service.self(), &said,
                  [](void* context, const pv_entity_id* ids, std::size_t count) {
                    static_cast<decltype(said)*>(context)->assign(ids, ids + count);
                  });
  return said;
}

std::optional<std::vector<pv_entity_id>> saidByOthers(const Host& host) {
  std::vector<pv_entity_id> all;
  for (const Rival& each : rivals(host)) {
    if (each.stage == Stage::kAsking) return std::nullopt;
    const auto said = saidBy(host, each.id);
    all.insert(all.end(), said.begin(), said.end());
  }
  return all;
}

}  // namespace pipevane::proxmox_poll

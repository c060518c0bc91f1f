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

}  // namespace pipevane::proxmox_poll

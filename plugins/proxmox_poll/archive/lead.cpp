#include "plugins/proxmox_poll/archive/lead.h"

namespace pipevane::proxmox_poll {

Lead Lead::of(const proxmox::Contact& asked, const proxmox::FleetDecoder& decoder) {
  Lead lead{.settings = asked.client().settings(),
            .cluster = decoder.cluster(),
            .node = asked.node(),
            .others = {},
            .version = decoder.version()};
  for (const auto& member : decoder.clusterStatus().members) {
    if (member.local)
      lead.node = member.name;
    else if (decoder.online(member.name))
      lead.others.push_back(member.name);
  }
  return lead;
}

}  // namespace pipevane::proxmox_poll

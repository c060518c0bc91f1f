// Another source of the same cluster, as it says of itself, and does what it is asked.
#pragma once

#include "plugins/proxmox/leadership/circle.h"
#include "plugins/proxmox/leadership/cluster_identity.h"
#include "plugins/proxmox/leadership/cluster_service.h"
#include "plugins/proxmox/leadership/standing.h"

#include <pipevane/testing/fake_host.h>
#include <pipevane/text.h>

#include <cstddef>
#include <cstdint>
#include <string>

namespace pipevane::proxmox_poll {

// It comes first in the pipeline.
struct OneRival {
  proxmox::Stage stage = proxmox::Stage::kLeads;
  bool answers = true, able = true;
  proxmox::ClusterIdentity identity;
  std::string cluster;
  proxmox::Standing standing;

  void join(testing::FakeHost& host) { host.offer(proxmox::kPolls.service, &kTable, this); }

 private:
  static OneRival& of(void* self) { return *static_cast<OneRival*>(self); }

  static constexpr proxmox::ClusterService kTable = {
      .size = sizeof(proxmox::ClusterService),
      .read =
          [](void* self, void* context, void (*visit)(void*, const proxmox::ClusterClaim*)) {
            const OneRival& rival = of(self);
            const std::string identity = rival.identity.text();
            const proxmox::ClusterClaim claim{.size = sizeof(proxmox::ClusterClaim),
                                              .stage = rival.stage,
                                              .deciding = false,
                                              .answers = rival.answers,
                                              .able = rival.able,
                                              .identity = text(identity),
                                              .wanted = text(rival.cluster),
                                              .cluster = text(rival.cluster),
                                              .rights = rival.standing.rights.rank(),
                                              .side = rival.standing.side,
                                              .told_ms = 0};
            visit(context, &claim);
          },
      .yield =
          [](void* self, std::uint32_t rights, proxmox::Side side) {
            OneRival& rival = of(self);
            const proxmox::Standing challenger{proxmox::Rights(rights), side};
            if (rival.stage != proxmox::Stage::kLeads || !challenger.beats(rival.standing))
              return false;
            rival.stage = proxmox::Stage::kStandsBy;
            return true;
          },
      .entities = [](void*, void*, void (*)(void*, const pv_entity_id*, std::size_t)) {},
      .said = [](void*, void*, void (*)(void*, const pv_entity_id*, std::size_t)) {}};
};

}  // namespace pipevane::proxmox_poll

// Another source of the same cluster, as it says of itself, and does what it is asked.
#pragma once

#include "plugins/proxmox_poll/cluster_identity.h"
#include "plugins/proxmox_poll/cluster_service.h"
#include "plugins/proxmox_poll/standing.h"

#include <pipevane/testing/fake_host.h>
#include <pipevane/text.h>

#include <cstddef>
#include <cstdint>
#include <string>

namespace pipevane::proxmox_poll {

// It comes first in the pipeline.
struct OneRival {
  Stage stage = Stage::kLeads;
  bool answers = true, able = true;
  ClusterIdentity identity;
  std::string cluster;
  Standing standing;

  void join(testing::FakeHost& host) { host.offer(kClusterService, &kTable, this); }

 private:
  static OneRival& of(void* self) { return *static_cast<OneRival*>(self); }

  static constexpr ClusterService kTable = {
      .size = sizeof(ClusterService),
      .read =
          [](void* self, void* context, void (*visit)(void*, const ClusterClaim*)) {
            const OneRival& rival = of(self);
            const std::string identity = rival.identity.text();
            const ClusterClaim claim{.size = sizeof(ClusterClaim),
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
          [](void* self, std::uint32_t rights, Side side) {
            OneRival& rival = of(self);
            const Standing challenger{Rights(rights), side};
            if (rival.stage != Stage::kLeads || !challenger.beats(rival.standing)) return false;
            rival.stage = Stage::kStandsBy;
            return true;
          },
      .entities = [](void*, void*, void (*)(void*, const pv_entity_id*, std::size_t)) {},
      .said = [](void*, void*, void (*)(void*, const pv_entity_id*, std::size_t)) {}};
};

}  // namespace pipevane::proxmox_poll

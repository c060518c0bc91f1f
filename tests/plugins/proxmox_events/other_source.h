// Another source of the pipeline, as it says of itself.
#pragma once

#include "plugins/proxmox/leadership/circle.h"
#include "plugins/proxmox/leadership/cluster_identity.h"
#include "plugins/proxmox/leadership/cluster_service.h"
#include "tests/plugins/proxmox_events/one_cluster.h"

#include <string>

namespace pipevane::proxmox_events {

struct Other {
  proxmox::Stage stage = proxmox::Stage::kLeads;
  proxmox::ClusterIdentity identity;
  std::string cluster;
  bool answers = true;

  void join(testing::FakeHost& host, const proxmox::Circle& circle,
            const std::string& id = "fake") {
    host.offer(circle.service, &kTable, this, id);
  }

 private:
  static const proxmox::ClusterService kTable;
};

inline const proxmox::ClusterService Other::kTable = {
    .size = sizeof(proxmox::ClusterService),
    .read =
        [](void* self, void* context, void (*visit)(void*, const proxmox::ClusterClaim*)) {
          const Other& other = *static_cast<Other*>(self);
          const std::string is = other.identity.text();
          const proxmox::ClusterClaim claim{.size = sizeof(proxmox::ClusterClaim),
                                            .stage = other.stage,
                                            .deciding = false,
                                            .answers = other.answers,
                                            .able = true,
                                            .identity = text(is),
                                            .wanted = text("sim"),
                                            .cluster = text(other.cluster),
                                            .rights = 1'000,
                                            .side = proxmox::Side::kMajority,
                                            .told_ms = 1};
          visit(context, &claim);
        },
    .yield =
        [](void* self, std::uint32_t, proxmox::Side) {
          Other& other = *static_cast<Other*>(self);
          if (other.answers) return false;
          other.stage = proxmox::Stage::kStandsBy;
          return true;
        },
    .entities = [](void*, void*, void (*)(void*, const pv_entity_id*, std::size_t)) {},
    .said = [](void*, void*, void (*)(void*, const pv_entity_id*, std::size_t)) {}};

inline proxmox::ClusterIdentity identityOf(OneCluster& one) {
  return {one.sim().root().fingerprint, "cluster sim"};
}

}  // namespace pipevane::proxmox_events

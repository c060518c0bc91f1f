// Of which clusters a source tells what happens.
#pragma once

#include "tests/plugins/proxmox_events/one_cluster.h"
#include "tests/plugins/proxmox_events/other_source.h"

#include <set>
#include <string>
#include <vector>

namespace pipevane::proxmox_events {

// Of the name that OneCluster has.
inline const proxmox::ClusterIdentity kAnotherSim = {"AA:BB", "cluster sim"};

// One that begins and ends, and one that gives a guest another state.
inline std::vector<std::string> happenIn(OneCluster& one) {
  const int vmid = one.vmThatRuns();
  return one.in([&](simulator::World& world) {
    return std::vector{world.task({.node = "pve1", .type = "aptupdate", .id = ""}),
                       world.task({.node = world.guest(vmid).node,
                                   .type = "qmstop",
                                   .id = std::to_string(vmid),
                                   .seconds = 1})};
  });
}

// Of all events and changes of entities.
inline std::set<std::string> clustersTold(OneCluster& one) {
  std::set<std::string> clusters;
  const auto add = [&](pv_entity_id entity) {
    const std::string key(one.host.dictionary().key(entity));
    clusters.insert(key.substr(0, key.find('/')));
  };
  for (const auto& batch : one.host.pushed()) {
    for (const pv_event& each : batch.events()) add(each.entity);
    for (const pv_entity_change& each : batch.changes()) add(each.entity);
  }
  return clusters;
}

}  // namespace pipevane::proxmox_events

// What the other sources of a circle say of themselves.
#pragma once

#include "plugins/proxmox/leadership/circle.h"
#include "plugins/proxmox/leadership/cluster_service.h"
#include "plugins/proxmox/leadership/standing.h"

#include <pipevane/host.h>

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace pipevane::proxmox {

// A source that may watch the same cluster, or another one of the same name. See ClusterClaim.
struct Rival {
  std::string id;
  bool earlier;  // in the pipeline
  Stage stage;
  bool deciding, answers, able;
  std::string identity, wanted, cluster;
  Standing standing;
  std::int64_t told_ms;
};

// All others, in the order of the pipeline. [any]
std::vector<Rival> rivals(const Host& host, const Circle& circle);

// All that this one tells of as the one that leads. Nothing: it does not, or has not told yet.
// [any]
std::optional<std::vector<pv_entity_id>> toldBy(const Host& host, const Circle& circle,
                                                const std::string& id);

// All that this one says is there, of whichever cluster, in no order. Nothing: it is nobody who
// could be asked. [any]
std::optional<std::vector<pv_entity_id>> saidBy(const Host& host, const Circle& circle,
                                                const std::string& id);

// All other sources of the circle in the pipeline, those as well that wait to begin anew and so
// offer no service. None where the engine does not say. [any]
std::set<std::string> listedSources(const Host& host, const Circle& circle);

}  // namespace pipevane::proxmox

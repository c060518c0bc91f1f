// What one endpoint showed of itself and of its cluster: all that is judged.
#pragma once

#include "plugins/proxmox/api/access.h"
#include "plugins/proxmox/api/answer.h"
#include "plugins/proxmox/api/endpoint.h"
#include "plugins/proxmox/api/known_certificate.h"
#include "plugins/proxmox/api/shown_certificate.h"
#include "plugins/proxmox/cluster_status.h"
#include "plugins/proxmox/metric_server.h"
#include "plugins/proxmox/own_figures.h"
#include "plugins/proxmox/permissions.h"
#include "plugins/proxmox/resource_summary.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace pipevane::proxmox_poll {

// What was not asked, or has no answer, is absent.
struct Seen {
  proxmox::Endpoint endpoint;
  std::string token_id;
  proxmox::Trust trust;
  std::int64_t now_ms = 0;  // by our clock, when it was looked at

  // To the first call, or to the one that failed since; without its body. Everything else is behind
  // it.
  std::optional<proxmox::Answer> hello;
  std::string path = "/version";  // of that call
  // Why that answer could not be read: "the answer to /version is no JSON".
  std::string unreadable;
  std::optional<proxmox::ShownCertificate> certificate;
  std::optional<proxmox::KnownCertificate> known;  // since its first use
  std::optional<std::int64_t> ahead_ms;            // its clock before ours
  std::string version;                             // as it writes it

  std::optional<proxmox::Permissions> permissions;
  std::optional<proxmox::ClusterStatus> cluster;
  std::optional<proxmox::ResourceSummary> resources;
  std::optional<proxmox::MetricServers> metric_servers;
  std::optional<proxmox::OwnFigures> own_figures;  // of the node that answers

  // Calls that were refused or failed, each with its reason and what to do.
  struct Trouble {
    std::string what, remedy;
    bool refused = false;  // 403
    bool vital = false;    // without that answer nothing is known of the cluster
  };
  std::vector<Trouble> troubles;
};

}  // namespace pipevane::proxmox_poll

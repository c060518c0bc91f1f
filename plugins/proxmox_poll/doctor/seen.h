// What one endpoint showed of itself and of its cluster: all that is judged.
#pragma once

#include "plugins/proxmox/api/access.h"
#include "plugins/proxmox/api/answer.h"
#include "plugins/proxmox/api/endpoint.h"
#include "plugins/proxmox/api/known_certificate.h"
#include "plugins/proxmox/api/shown_certificate.h"
#include "plugins/proxmox/cluster_status.h"
#include "plugins/proxmox/metric_server.h"
#include "plugins/proxmox/node_pins.h"
#include "plugins/proxmox/own_figures.h"
#include "plugins/proxmox/permissions.h"
#include "plugins/proxmox/resource_summary.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pipevane::proxmox_poll {

// What was not asked, or has no answer, is absent.
struct Seen {
  proxmox::Endpoint endpoint;
  std::string token_id;
  std::string source;      // the component whose options count
  bool configured = true;  // those options name it; else the cluster did
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
  proxmox::NodePins node_pins;  // where another member may show one of them
  std::optional<proxmox::ResourceSummary> resources;
  std::optional<proxmox::MetricServers> metric_servers;
  std::optional<proxmox::OwnFigures> own_figures;  // of the node that answers

  // One of the cluster that is online, as it was seen through who answers.
  struct Member {
    std::string name;
    std::optional<std::int64_t> ahead_ms = {};  // its clock before ours
    std::string why = {};    // what it was asked for failed, as in "595 No route to host"
    bool refused = false;    // 403 to that
    bool silent = false;     // others are in the metrics export, and it is not
    std::int64_t old_s = 0;  // its newest row there
  };
  std::vector<Member> members;
  const Member* member(std::string_view name) const {
    const auto found = std::ranges::find(members, name, &Member::name);
    return found == members.end() ? nullptr : &*found;
  }

  // Calls that were refused or failed, each with its reason and what to do.
  struct Trouble {
    std::string path;  // that was asked for
    std::string what, remedy;
    bool refused = false;  // 403
    bool vital = false;    // without that answer nothing is known of the cluster
  };
  std::vector<Trouble> troubles;

  bool failedOn(std::string_view call) const {
    return std::ranges::find(troubles, call, &Trouble::path) != troubles.end();
  }
};

}  // namespace pipevane::proxmox_poll

// What answers say of the cluster itself and of the token's place in it, rather than of the
// figures.
#pragma once

#include "plugins/proxmox/cluster_status.h"
#include "plugins/proxmox/json.h"
#include "plugins/proxmox/metric_server.h"
#include "plugins/proxmox/node_pins.h"
#include "plugins/proxmox/permissions.h"
#include "plugins/proxmox/surprises.h"
#include "plugins/proxmox/version.h"

#include <pipevane/host.h>

#include <optional>
#include <string>
#include <string_view>

namespace pipevane::proxmox {

class ClusterFacts {
 public:
  // Whether `path` is about them.
  static bool tells(std::string_view path);
  // Such an answer, whatever became of it. Throws Error where it cannot be read.
  void hear(std::string_view path, const pv_exchange& exchange, json::Document& document,
            Surprises& surprises);

  const std::optional<Version>& version() const { return version_; }
  const std::string& versionText() const { return version_text_; }
  // Who may not see the cluster's own entry still sees guests: refused counts as well.
  bool statusHeard() const { return status_heard_; }
  const ClusterStatus& status() const { return status_; }
  const NodePins& pins() const { return pins_; }
  const std::optional<Permissions>& permissions() const { return permissions_; }
  const std::optional<MetricServers>& metricServers() const { return metric_servers_; }
  const std::string& rootCertificate() const { return root_; }

 private:
  void hearVersion(const json::Element& data, Surprises& surprises);

  std::optional<Version> version_;
  std::string version_text_;
  bool status_heard_ = false;
  ClusterStatus status_;
  NodePins pins_;
  std::optional<Permissions> permissions_;
  std::optional<MetricServers> metric_servers_;
  std::string root_;
};

}  // namespace pipevane::proxmox

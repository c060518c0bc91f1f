// Recorded or fresh answers of one source of Proxmox VE in, entities and samples out. What comes
// out depends on the answers alone, not on clocks: a recording decodes to the same bits as the
// live run did.
#pragma once

#include "plugins/proxmox/cluster_status.h"
#include "plugins/proxmox/metric_server.h"
#include "plugins/proxmox/node_pins.h"
#include "plugins/proxmox/permissions.h"
#include "plugins/proxmox/resource_summary.h"
#include "plugins/proxmox/surprises.h"
#include "plugins/proxmox/version.h"

#include <pipevane/host.h>
#include <pipevane/output.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace pipevane::proxmox {

// What became of one answer.
struct Decoded {
  bool understood = true;
  // Where it was not: what is wrong, a sentence without an end ("the answer to ... is no JSON").
  std::string why;
};

// [worker] One thread.
class FleetDecoder {
 public:
  // `source` is the id of the component that asked. `cluster` is the first part of all keys; empty:
  // as the answers say, and the source's id for a node on its own.
  FleetDecoder(const Host& host, std::string source, std::string cluster);
  ~FleetDecoder();

  // Answers that tell nothing new about the fleet are understood as well. Everything but
  // /cluster/status and /version waits for the cluster's name.
  Decoded decode(const pv_exchange& exchange, const Output& output);
  // The next list of resources brings every entity with all its attributes again.
  void refresh();

  // Empty while not known.
  const std::string& cluster() const;
  const std::optional<Version>& version() const;
  const std::string& versionText() const;  // as the node writes it
  // False where the metrics export is known not to exist or to be refused.
  bool exportWorks() const;
  // Of the metrics export, by the source's clock: ask for what is newer. Nothing at first.
  std::optional<std::int64_t> completeUntilMs() const;
  // The same of one node, by its own clock.
  std::optional<std::int64_t> completeUntilMs(std::string_view node) const;
  const ClusterStatus& clusterStatus() const;
  const NodePins& nodePins() const;
  // Of the last list of resources.
  const ResourceSummary& resources() const;
  // What the token may do, and where the cluster sends figures to; nothing before they were told.
  const std::optional<Permissions>& permissions() const;
  const std::optional<MetricServers>& metricServers() const;
  // As the list of resources says.
  bool online(std::string_view node) const;
  // How often a node came, went, or changed its state.
  std::uint64_t nodeChanges() const;
  const Surprises& surprises() const;

 private:
  class Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace pipevane::proxmox

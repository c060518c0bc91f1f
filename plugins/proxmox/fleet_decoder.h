// Recorded or fresh answers of one source of Proxmox VE in, entities and samples out. What comes
// out depends on the answers alone, not on clocks: a recording decodes to the same bits as the
// live run did.
#pragma once

#include "plugins/proxmox/cluster_status.h"
#include "plugins/proxmox/metrics_export.h"
#include "plugins/proxmox/resource_list.h"

#include <pipevane/host.h>
#include <pipevane/output.h>

#include <optional>
#include <string>
#include <vector>

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
  FleetDecoder(const FleetDecoder&) = delete;
  FleetDecoder& operator=(const FleetDecoder&) = delete;

  // Answers that tell nothing new about the fleet are understood as well. Everything but
  // /cluster/status and /version waits for the cluster's name.
  Decoded decode(const pv_exchange& exchange, const Output& output);
  // The next list of resources brings every entity with all its attributes again.
  void refresh();

  // Empty while not known.
  const std::string& cluster() const { return objects_.cluster(); }
  const std::optional<Version>& version() const { return version_; }
  // False where the metrics export is known not to exist or to be refused.
  bool exportWorks() const;
  // Of the metrics export, by the source's clock: ask for what is newer. kNever at first.
  std::int64_t completeUntilMs() const { return export_.completeUntilMs(); }
  const ClusterStatus& clusterStatus() const { return status_; }
  const Surprises& surprises() const { return surprises_; }

 private:
  void decodeVersion(const pv_exchange& exchange, const Output& output);
  void decodeStatus(const pv_exchange& exchange, const Output& output);
  void decodeResources(const pv_exchange& exchange, const Output& output);
  void decodeExport(const pv_exchange& exchange, const Output& output);
  void noteExportStatus(const pv_exchange& exchange);
  void describeCluster();
  void nameCluster(std::string name);
  void announce(Draft& draft);
  void pushChanges(const pv_exchange& exchange, const Output& output);

  enum class Export { kUntried, kWorks, kRefused };

  std::string source_;
  bool named_by_answers_;
  Objects objects_;
  SampleWriter samples_;
  Surprises surprises_;
  json::Document document_;
  ResourceList resources_;
  MetricsExport export_;
  std::optional<Version> version_;
  std::string version_text_;
  ClusterStatus status_;
  Export export_state_ = Export::kUntried;
  int export_failures_ = 0;
  std::vector<pv_attribute> attributes_;
};

}  // namespace pipevane::proxmox

// Everything that one source of Proxmox VE has told so far: behind FleetDecoder, which keeps the
// JSON library out of its users' sight.
#pragma once

#include "plugins/proxmox/arc.h"
#include "plugins/proxmox/cluster_entity.h"
#include "plugins/proxmox/cluster_facts.h"
#include "plugins/proxmox/export_health.h"
#include "plugins/proxmox/fleet_decoder.h"
#include "plugins/proxmox/json.h"
#include "plugins/proxmox/list_takeover.h"
#include "plugins/proxmox/metrics_export.h"
#include "plugins/proxmox/node_details.h"
#include "plugins/proxmox/objects.h"
#include "plugins/proxmox/resource_list.h"
#include "plugins/proxmox/sample_writer.h"
#include "plugins/proxmox/source_clock.h"
#include "plugins/proxmox/surprises.h"

#include <pipevane/host.h>
#include <pipevane/output.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pipevane::proxmox {

// What FleetDecoder says of the calls of the same names.
class KnownFleet {
 public:
  KnownFleet(const Host& host, std::string source, std::string cluster);

  Decoded decode(const pv_exchange& exchange, const Output& output);
  void name(const std::string& cluster);
  void refresh();
  void endCycle(const Output& output);
  void clockWasSet() { list_takeover_.clockWasSet(); }
  void doubtRights() { resources_.doubtRights(); }
  // In the place of that one, of which only what is no entity stays.
  void takeOver(const KnownFleet& before);
  void forgetStates(std::int64_t time_ms, const Output& output);

  const std::string& source() const { return source_; }
  const std::string& cluster() const { return objects_.cluster(); }
  const ClusterFacts& facts() const { return facts_; }
  const ResourceList& resources() const { return resources_; }
  const MetricsExport& metricsExport() const { return export_; }
  const Surprises& surprises() const { return surprises_; }
  bool exportWorks() const { return export_health_.works(facts_.version()); }
  Arc arcOf(std::string_view node);
  bool losesNodes(std::string_view list);
  std::vector<EntityId> entities();
  std::size_t guestsOn(std::string_view node);

 private:
  void decode(std::string_view path, const pv_exchange& exchange, const Output& output);
  void hearMembers(bool told);
  void noteExport(const pv_exchange& exchange);
  void decodeResources(const pv_exchange& exchange, const Output& output);
  void decodeExport(const pv_exchange& exchange, const Output& output);
  void decodeNode(std::string_view path, const pv_exchange& exchange, const Output& output);
  void decodeNodeStatus(Object& node, const pv_exchange& exchange);
  void decodeNodeHistory(Object& node, const pv_exchange& exchange);
  void decodeNodeTime(const Object& node, const pv_exchange& exchange);
  std::int64_t listTimeOf(const pv_exchange& exchange) const;
  bool sourceTellsTimes() const;
  Object* onlineNode(std::string_view name);
  bool named(const pv_exchange& exchange);
  void tellAll();
  void announce(Draft& draft);
  void pushChanges(std::int64_t time_ms, const Output& output, std::uint32_t flags = 0);

  std::string source_;
  bool after_another_ = false;              // who told of the same cluster
  bool told_after_another_ = false;         // a list, since then
  std::optional<std::int64_t> unended_ms_;  // the cycle of that list has not ended yet
  std::string listed_by_;                   // who told the last list of resources
  Objects objects_;
  SampleWriter samples_;
  Surprises surprises_;
  json::Document document_;
  ClusterFacts facts_;
  ResourceList resources_;
  MetricsExport export_;
  ExportHealth export_health_;
  NodeDetails details_;
  SourceClock clock_;
  ListTakeover list_takeover_;
  ClusterEntity cluster_entity_;
  std::vector<pv_attribute> attributes_;
};

}  // namespace pipevane::proxmox

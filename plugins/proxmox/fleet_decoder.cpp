#include "plugins/proxmox/fleet_decoder.h"

#include "plugins/proxmox/cluster_status_reader.h"
#include "plugins/proxmox/metric_servers_reader.h"
#include "plugins/proxmox/metrics_export.h"
#include "plugins/proxmox/node_details.h"
#include "plugins/proxmox/node_pins_reader.h"
#include "plugins/proxmox/permissions_reader.h"
#include "plugins/proxmox/resource_list.h"
#include "plugins/proxmox/root_certificate_reader.h"
#include "plugins/proxmox/source_clock.h"

#include <pipevane/error.h>

#include <algorithm>
#include <vector>

namespace pipevane::proxmox {
namespace {

constexpr std::string_view kRoot = "/api2/json";
// One lost answer is an accident.
constexpr int kExportFailuresMax = 3;

// Refused for good, as far as an answer can tell.
bool refused(std::int32_t status) { return status == 400 || status == 403 || status == 501; }

bool tellsCertificates(std::string_view path) {
  return path.starts_with("/nodes/") && path.ends_with("/certificates/info");
}

// It names everything: no filter was given.
bool wholeList(std::string_view query) { return query.find("type=") == std::string_view::npos; }

// The node's name in "/nodes/NAME" and then `what`; empty for any other path.
std::string_view nodeIn(std::string_view path, std::string_view what) {
  constexpr std::string_view kNodes = "/nodes/";
  if (!path.starts_with(kNodes) || !path.ends_with(what)) return {};
  path.remove_prefix(kNodes.size());
  path.remove_suffix(std::min(path.size(), what.size()));
  return path.find('/') == std::string_view::npos ? path : std::string_view{};
}

// Where that fails something is not known any more.
bool tellsOfNode(std::string_view path) {
  return !nodeIn(path, "/status").empty() || !nodeIn(path, "/rrddata").empty();
}

// Of longer time frames the newest row is older.
bool newestHour(std::string_view query) {
  return query.find("timeframe=hour") != std::string_view::npos &&
         query.find("cf=MAX") == std::string_view::npos;
}

}  // namespace

class FleetDecoder::Parts {
 public:
  Parts(const Host& host, std::string source, std::string cluster);

  Decoded decode(const pv_exchange& exchange, const Output& output);
  void refresh();
  // In the place of that one, of which only what is no entity stays.
  void takeOver(const Parts& before);
  const std::string& source() const { return source_; }
  void name(const std::string& cluster);
  const std::string& rootCertificate() const { return root_; }
  std::vector<EntityId> entities();
  const std::string& cluster() const { return objects_.cluster(); }
  const std::optional<Version>& version() const { return version_; }
  const std::string& versionText() const { return version_text_; }
  bool exportWorks() const;
  std::int64_t completeUntilMs() const { return export_.completeUntilMs(); }
  const ClusterStatus& clusterStatus() const { return status_; }
  const NodePins& nodePins() const { return pins_; }
  const ResourceSummary& resources() const { return resources_.summary(); }
  const std::optional<Permissions>& permissions() const { return permissions_; }
  const std::optional<MetricServers>& metricServers() const { return metric_servers_; }
  std::int64_t completeUntilMs(std::string_view node) const {
    return export_.completeUntilMs(node);
  }
  bool online(std::string_view node) const { return resources_.online(node); }
  std::vector<std::string> onlineNodes() const { return resources_.onlineNodes(); }
  Arc arcOf(std::string_view node);
  std::uint64_t nodeChanges() const { return resources_.nodeChanges(); }
  const Surprises& surprises() const { return surprises_; }

 private:
  void decodeVersion(const pv_exchange& exchange, const Output& output);
  void decodeStatus(const pv_exchange& exchange, const Output& output);
  void decodeResources(const pv_exchange& exchange, const Output& output);
  void decodeExport(const pv_exchange& exchange, const Output& output);
  void decodeNode(std::string_view path, const pv_exchange& exchange, const Output& output);
  void decodeNodeStatus(Object& node, const pv_exchange& exchange);
  void decodeNodeHistory(Object& node, const pv_exchange& exchange);
  std::int64_t listTimeOf(const pv_exchange& exchange) const;
  Object* onlineNode(std::string_view name);
  void noteExportStatus(const pv_exchange& exchange);
  bool named(const pv_exchange& exchange);
  void describeCluster();
  void announce(Draft& draft);
  void pushChanges(const pv_exchange& exchange, const Output& output);

  enum class Export { kUntried, kWorks, kRefused };

  std::string source_;
  bool status_heard_ = false;  // or refused
  bool taking_over_ = false;
  Objects objects_;
  SampleWriter samples_;
  Surprises surprises_;
  json::Document document_;
  ResourceList resources_;
  MetricsExport export_;
  NodeDetails details_;
  SourceClock clock_;
  std::optional<Version> version_;
  std::string version_text_;
  ClusterStatus status_;
  NodePins pins_;
  std::optional<Permissions> permissions_;
  std::optional<MetricServers> metric_servers_;
  std::string root_;
  Export export_state_ = Export::kUntried;
  int export_failures_ = 0;
  std::vector<pv_attribute> attributes_;
};

FleetDecoder::Parts::Parts(const Host& host, std::string source, std::string cluster)
    : source_(std::move(source)),
      objects_(host.dictionary()),
      samples_(host.dictionary()),
      resources_(objects_, samples_, surprises_),
      export_(objects_, samples_, surprises_),
      details_(samples_, surprises_) {
  objects_.setCluster(std::move(cluster));
}

Decoded FleetDecoder::Parts::decode(const pv_exchange& exchange, const Output& output) {
  std::string_view path = view(exchange.path);
  if (path.substr(0, kRoot.size()) == kRoot) path.remove_prefix(kRoot.size());
  if (view(exchange.method) != "GET") return {};
  // The export is asked of other nodes as well, and what is about one node may be answered by that
  // one: their clocks are others.
  const bool of_one_node = path.starts_with("/nodes/");
  if (path == "/cluster/metrics/export")
    noteExportStatus(exchange);
  else if (!of_one_node)
    clock_.hear(exchange);
  // Who may not see the cluster's own entry still sees guests; they need a first part of their
  // keys.
  if (path == "/cluster/status" && refused(exchange.status)) status_heard_ = true;
  if (tellsCertificates(path)) root_.clear();
  if (exchange.status != 200 && !tellsOfNode(path)) return {};
  try {
    if (path == "/version")
      decodeVersion(exchange, output);
    else if (path == "/cluster/status")
      decodeStatus(exchange, output);
    else if (path == "/nodes")
      pins_ = readNodePins(document_.data(view(exchange.body)), surprises_);
    else if (path == "/access/permissions")
      permissions_ = readPermissions(document_.data(view(exchange.body)), surprises_);
    else if (path == "/cluster/metrics/server")
      metric_servers_ = readMetricServers(document_.data(view(exchange.body)), surprises_);
    else if (tellsCertificates(path))
      root_ = readRootCertificate(document_.data(view(exchange.body)), surprises_);
    else if (!named(exchange))
      return {};
    else if (tellsOfNode(path))
      decodeNode(path, exchange, output);
    else if (path == "/cluster/resources")
      decodeResources(exchange, output);
    else if (path == "/cluster/metrics/export")
      decodeExport(exchange, output);
  } catch (const Error& error) {
    samples_.collected().clear();
    document_.giveBack();
    return {false, "the answer to " + std::string(path) + " " + error.what()};
  }
  document_.giveBack();
  return {};
}

void FleetDecoder::Parts::refresh() {
  objects_.each([](Object& object) { object.attributes.changeAll(); });
}

bool FleetDecoder::Parts::exportWorks() const {
  if (version_ && *version_ < kMetricsExport) return false;
  if (export_state_ == Export::kUntried) return version_.has_value();
  return export_state_ == Export::kWorks;
}

void FleetDecoder::Parts::noteExportStatus(const pv_exchange& exchange) {
  if (exchange.status == 200) {
    export_state_ = Export::kWorks;
    export_failures_ = 0;
  } else if (refused(exchange.status) || ++export_failures_ >= kExportFailuresMax) {
    export_state_ = Export::kRefused;
  }
}

void FleetDecoder::Parts::decodeVersion(const pv_exchange& exchange, const Output& output) {
  json::Element value;
  std::string scratch;
  const json::Element data = document_.data(view(exchange.body));
  if (data["version"].get(value) != simdjson::SUCCESS) throw Error("names no version");
  version_text_ = std::string(json::text(value, scratch).value_or(std::string_view{}));
  version_ = Version::parse(version_text_);
  if (!version_) surprises_.count("version that is no number");
  describeCluster();
  pushChanges(exchange, output);
}

void FleetDecoder::Parts::decodeStatus(const pv_exchange& exchange, const Output& output) {
  status_ = readClusterStatus(document_.data(view(exchange.body)), surprises_);
  status_heard_ = true;
  describeCluster();
  pushChanges(exchange, output);
}

void FleetDecoder::Parts::decodeResources(const pv_exchange& exchange, const Output& output) {
  const json::Element data = document_.data(view(exchange.body));
  const bool export_works = exportWorks();
  const std::int64_t time_ms = listTimeOf(exchange);
  Draft draft =
      output.begin(time_ms, export_works ? 0 : static_cast<std::uint32_t>(PV_END_OF_CYCLE));
  resources_.apply(data, {time_ms, wholeList(view(exchange.query)), export_works}, draft);
  if (taking_over_) objects_.each([](Object& object) { object.attributes.changeEvery(); });
  taking_over_ = false;
  announce(draft);
  samples_.collected().push(output, std::move(draft), time_ms);
  samples_.collected().clear();
}

void FleetDecoder::Parts::decodeExport(const pv_exchange& exchange, const Output& output) {
  export_.apply(document_.data(view(exchange.body)), exchange.time_ms, version_);
  samples_.collected().push(output, exchange.time_ms);
  samples_.collected().clear();
}

void FleetDecoder::Parts::name(const std::string& cluster) {
  objects_.setCluster(cluster);
  describeCluster();
}

void FleetDecoder::Parts::takeOver(const Parts& before) {
  taking_over_ = true;
  status_heard_ = before.status_heard_;
  surprises_ = before.surprises_;
  clock_ = before.clock_;
  version_ = before.version_;
  version_text_ = before.version_text_;
  status_ = before.status_;
  pins_ = before.pins_;
  root_ = before.root_;
}

// Names it, where that is due.
bool FleetDecoder::Parts::named(const pv_exchange& exchange) {
  if (!cluster().empty()) return true;
  if (!status_heard_) return false;
  if (present(exchange.cluster) && exchange.cluster.size > 0)
    name(str(exchange.cluster));
  else
    name(status_.name.empty() ? source_ : status_.name);
  return true;
}

std::vector<EntityId> FleetDecoder::Parts::entities() {
  std::vector<EntityId> all;
  objects_.each([&all](const Object& object) { all.push_back(object.entity); });
  return all;
}

// The list's figures have no times of their own. Beside others that have, the source's clock must
// be the only one: in a time of ours they would hide those that follow, or be hidden.
std::int64_t FleetDecoder::Parts::listTimeOf(const pv_exchange& exchange) const {
  const bool source_tells_times = exportWorks() || export_.completeUntilMs() != kNever;
  return source_tells_times ? clock_.timeOf(exchange) : exchange.time_ms;
}

void FleetDecoder::Parts::decodeNode(std::string_view path, const pv_exchange& exchange,
                                     const Output& output) {
  const std::int64_t time_ms = listTimeOf(exchange);
  if (Object* const node = onlineNode(nodeIn(path, "/status")))
    decodeNodeStatus(*node, exchange);
  else if (Object* const of = onlineNode(nodeIn(path, "/rrddata")))
    decodeNodeHistory(*of, exchange);
  if (samples_.collected().empty()) return;
  samples_.collected().push(output, output.begin(time_ms), time_ms);
  samples_.collected().clear();
}

// Where the export works it tells the same, at the node's own time.
void FleetDecoder::Parts::decodeNodeStatus(Object& node, const pv_exchange& exchange) {
  if (exportWorks()) return;
  if (exchange.status == 200)
    details_.applyStatus(node, document_.data(view(exchange.body)), listTimeOf(exchange));
  else
    details_.statusFailed(node);
}

// Its rows are in the time of the node that they are about.
void FleetDecoder::Parts::decodeNodeHistory(Object& node, const pv_exchange& exchange) {
  if (!newestHour(view(exchange.query))) return;
  const std::int64_t told_ms = export_.completeUntilMs(node.name);
  const std::int64_t now_ms = told_ms == kNever ? clock_.timeOf(exchange) : told_ms;
  if (exchange.status == 200)
    details_.applyHistory(node, document_.data(view(exchange.body)), now_ms);
  else
    details_.historyFailed(node, now_ms);
}

// Null where there is none.
Object* FleetDecoder::Parts::onlineNode(std::string_view name) {
  return resources_.online(name) ? objects_.find(std::string("node/").append(name)) : nullptr;
}

Arc FleetDecoder::Parts::arcOf(std::string_view node) {
  const Object* const object = onlineNode(node);
  return object == nullptr ? Arc::kUnknown : details_.arcOf(*object);
}

void FleetDecoder::Parts::describeCluster() {
  if (cluster().empty()) return;
  Object* const object = objects_.get("cluster", Kind::kCluster, cluster());
  if (object == nullptr) return;
  object->attributes.set(Attribute::kName, cluster());
  if (status_.quorate)
    object->attributes.set(Attribute::kQuorate, *status_.quorate ? "true" : "false");
  if (!version_text_.empty()) object->attributes.set(Attribute::kVersion, version_text_);
}

void FleetDecoder::Parts::announce(Draft& draft) {
  objects_.each([&](Object& object) {
    if (!object.attributes.changed()) return;
    object.attributes.takeChanges(attributes_);
    draft.upsert(object.entity, attributes_);
  });
}

void FleetDecoder::Parts::pushChanges(const pv_exchange& exchange, const Output& output) {
  if (cluster().empty()) return;
  Draft draft = output.begin(exchange.time_ms);
  announce(draft);
  output.push(std::move(draft));
}

FleetDecoder::FleetDecoder(const Host& host, std::string source, std::string cluster)
    : host_(host), parts_(std::make_unique<Parts>(host, std::move(source), std::move(cluster))) {}
FleetDecoder::~FleetDecoder() = default;

Decoded FleetDecoder::decode(const pv_exchange& exchange, const Output& output) {
  return parts_->decode(exchange, output);
}
void FleetDecoder::refresh() { parts_->refresh(); }
void FleetDecoder::takeOver(const std::string& cluster) {
  auto next = std::make_unique<Parts>(host_, parts_->source(), std::string());
  next->takeOver(*parts_);
  parts_ = std::move(next);
  parts_->name(cluster);
}
void FleetDecoder::name(const std::string& cluster) { parts_->name(cluster); }
const std::string& FleetDecoder::rootCertificate() const { return parts_->rootCertificate(); }
std::vector<EntityId> FleetDecoder::entities() const { return parts_->entities(); }
const std::string& FleetDecoder::cluster() const { return parts_->cluster(); }
const std::optional<Version>& FleetDecoder::version() const { return parts_->version(); }
const std::string& FleetDecoder::versionText() const { return parts_->versionText(); }
bool FleetDecoder::exportWorks() const { return parts_->exportWorks(); }
const ClusterStatus& FleetDecoder::clusterStatus() const { return parts_->clusterStatus(); }
const NodePins& FleetDecoder::nodePins() const { return parts_->nodePins(); }
const ResourceSummary& FleetDecoder::resources() const { return parts_->resources(); }
const std::optional<Permissions>& FleetDecoder::permissions() const {
  return parts_->permissions();
}
const std::optional<MetricServers>& FleetDecoder::metricServers() const {
  return parts_->metricServers();
}
bool FleetDecoder::online(std::string_view node) const { return parts_->online(node); }
std::vector<std::string> FleetDecoder::onlineNodes() const { return parts_->onlineNodes(); }
Arc FleetDecoder::arcOf(std::string_view node) const { return parts_->arcOf(node); }
std::uint64_t FleetDecoder::nodeChanges() const { return parts_->nodeChanges(); }
const Surprises& FleetDecoder::surprises() const { return parts_->surprises(); }

std::optional<std::int64_t> FleetDecoder::completeUntilMs() const {
  const std::int64_t until = parts_->completeUntilMs();
  return until == kNever ? std::nullopt : std::optional(until);
}

std::optional<std::int64_t> FleetDecoder::completeUntilMs(std::string_view node) const {
  const std::int64_t until = parts_->completeUntilMs(node);
  return until == kNever ? std::nullopt : std::optional(until);
}

}  // namespace pipevane::proxmox

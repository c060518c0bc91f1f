#include "plugins/proxmox/fleet_decoder.h"

#include "plugins/proxmox/known_fleet.h"

namespace pipevane::proxmox {
namespace {

std::optional<std::int64_t> unlessNever(std::int64_t time_ms) {
  return time_ms == kNever ? std::nullopt : std::optional(time_ms);
}

}  // namespace

FleetDecoder::FleetDecoder(const Host& host, std::string source, std::string cluster)
    : host_(host),
      fleet_(std::make_unique<KnownFleet>(host, std::move(source), std::move(cluster))) {}
FleetDecoder::~FleetDecoder() = default;

Decoded FleetDecoder::decode(const pv_exchange& exchange, const Output& output) {
  return fleet_->decode(exchange, output);
}
void FleetDecoder::endCycle(const Output& output) { fleet_->endCycle(output); }
void FleetDecoder::name(const std::string& cluster) { fleet_->name(cluster); }
void FleetDecoder::clockWasSet() { fleet_->clockWasSet(); }
void FleetDecoder::doubtRights() { fleet_->doubtRights(); }
void FleetDecoder::refresh() { fleet_->refresh(); }
void FleetDecoder::forgetStates(std::int64_t time_ms, const Output& output) {
  fleet_->forgetStates(time_ms, output);
}
void FleetDecoder::leave() {
  if (!cluster().empty()) beginAnew();
}
void FleetDecoder::takeOver(const std::string& cluster) {
  beginAnew();
  fleet_->name(cluster);
}
void FleetDecoder::beginAnew() {
  auto next = std::make_unique<KnownFleet>(host_, fleet_->source(), std::string());
  next->takeOver(*fleet_);
  fleet_ = std::move(next);
}

const std::string& FleetDecoder::cluster() const { return fleet_->cluster(); }
const std::optional<Version>& FleetDecoder::version() const { return fleet_->facts().version(); }
const std::string& FleetDecoder::versionText() const { return fleet_->facts().versionText(); }
bool FleetDecoder::exportWorks() const { return fleet_->exportWorks(); }
std::optional<std::int64_t> FleetDecoder::completeUntilMs() const {
  return unlessNever(fleet_->metricsExport().nodes().completeUntilMs());
}
std::optional<std::int64_t> FleetDecoder::completeUntilMs(std::string_view node) const {
  return unlessNever(fleet_->metricsExport().nodes().completeUntilMs(node));
}
const ClusterStatus& FleetDecoder::clusterStatus() const { return fleet_->facts().status(); }
const NodePins& FleetDecoder::nodePins() const { return fleet_->facts().pins(); }
const ResourceSummary& FleetDecoder::resources() const { return fleet_->resources().summary(); }
const std::optional<Permissions>& FleetDecoder::permissions() const {
  return fleet_->facts().permissions();
}
const std::optional<MetricServers>& FleetDecoder::metricServers() const {
  return fleet_->facts().metricServers();
}
const std::string& FleetDecoder::rootCertificate() const {
  return fleet_->facts().rootCertificate();
}
bool FleetDecoder::losesNodes(std::string_view list) { return fleet_->losesNodes(list); }
bool FleetDecoder::asLost() const { return fleet_->resources().nodes().asLost(); }
const std::set<std::string, std::less<>>& FleetDecoder::unlistedMembers() const {
  return fleet_->resources().members().unlisted();
}
bool FleetDecoder::listTells() const { return fleet_->resources().sees(); }
bool FleetDecoder::membersKnown() const { return !fleet_->resources().members().noneKnown(); }
std::vector<EntityId> FleetDecoder::entities() const { return fleet_->entities(); }
bool FleetDecoder::online(std::string_view node) const {
  return fleet_->resources().nodes().online(node);
}
std::vector<std::string> FleetDecoder::onlineNodes() const {
  return fleet_->resources().nodes().namesOnline();
}
std::optional<std::int64_t> FleetDecoder::unheardMs(std::string_view node) const {
  if (!fleet_->exportWorks()) return std::nullopt;
  return fleet_->metricsExport().nodes().unheardMs(node);
}
bool FleetDecoder::silent(std::string_view node) const {
  return fleet_->exportWorks() && fleet_->metricsExport().nodes().silent(node);
}
std::optional<std::int64_t> FleetDecoder::setBackMs(std::string_view node) const {
  return fleet_->metricsExport().nodes().setBackMs(node);
}
std::optional<std::int64_t> FleetDecoder::aheadMs(std::string_view node) const {
  if (!fleet_->exportWorks()) return std::nullopt;
  return fleet_->metricsExport().nodes().aheadMs(node);
}
std::size_t FleetDecoder::guestsOn(std::string_view node) const { return fleet_->guestsOn(node); }
Arc FleetDecoder::arcOf(std::string_view node) const { return fleet_->arcOf(node); }
std::uint64_t FleetDecoder::nodeChanges() const { return fleet_->resources().nodes().changes(); }
std::string FleetDecoder::leftOut() const { return fleet_->resources().leftOut().why(); }
const Surprises& FleetDecoder::surprises() const { return fleet_->surprises(); }

}  // namespace pipevane::proxmox

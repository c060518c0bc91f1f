#include "plugins/proxmox/events/event_decoder.h"

#include "plugins/proxmox/answer_path.h"
#include "plugins/proxmox/events/event_path.h"
#include "plugins/proxmox/events/known_events.h"

#include <algorithm>
#include <utility>

namespace pipevane::proxmox::events {

EventDecoder::EventDecoder(const Host& host, std::string source, std::string cluster,
                           std::int64_t look_back_ms)
    : host_(host),
      known_(std::make_unique<KnownEvents>(host, std::move(source), std::move(cluster),
                                           look_back_ms)) {}
EventDecoder::~EventDecoder() = default;

bool EventDecoder::tells(const pv_exchange& exchange) {
  const std::string_view path = pathBelowRoot(exchange);
  return path == kTasks || path == kLog || isWebhook(exchange) || !nodeIn(path, kNodeTasks).empty();
}

Decoded EventDecoder::decode(const pv_exchange& exchange, const Output& output) {
  return known_->decode(exchange, output);
}
void EventDecoder::name(const std::string& cluster) { known_->name(cluster); }
void EventDecoder::takeOver(const std::string& cluster, std::int64_t look_back_ms) {
  auto next = std::make_unique<KnownEvents>(host_, known_->source(), cluster, look_back_ms);
  next->takeFacts(*known_);
  known_ = std::move(next);
}
void EventDecoder::tellConnection(bool connected, std::string_view why, std::int64_t time_ms,
                                  const Output& output) {
  known_->tellConnection(connected, why, time_ms, output);
}

std::vector<Gap> EventDecoder::gaps() const {
  auto gaps = known_->ledger().gaps();
  std::ranges::sort(gaps, {}, &Gap::since_s);
  return gaps;
}
std::vector<std::string> EventDecoder::nodes() const { return known_->ledger().nodes(); }
std::size_t EventDecoder::logEntries() const { return known_->log().window().next(); }
bool EventDecoder::logAgain() const { return known_->log().window().again(); }
bool EventDecoder::logUnreadable() const { return known_->log().window().badAt().has_value(); }

const std::string& EventDecoder::cluster() const { return known_->cluster(); }
const std::string& EventDecoder::versionText() const { return known_->facts().versionText(); }
const ClusterStatus& EventDecoder::clusterStatus() const { return known_->facts().status(); }
const NodePins& EventDecoder::nodePins() const { return known_->facts().pins(); }
const std::optional<Permissions>& EventDecoder::permissions() const {
  return known_->facts().permissions();
}
const std::string& EventDecoder::rootCertificate() const {
  return known_->facts().rootCertificate();
}
std::uint64_t EventDecoder::nodeChanges() const { return known_->fleet().nodeChanges(); }
bool EventDecoder::doubtsList() const { return known_->doubtsList(); }
bool EventDecoder::maybeOnline(std::string_view node) const {
  return known_->fleet().maybeOnline(node);
}
std::size_t EventDecoder::runningTasks() const { return known_->ledger().runningCount(); }
std::uint64_t EventDecoder::eventsTold() const { return known_->eventsTold(); }
const Surprises& EventDecoder::surprises() const { return known_->surprises(); }

}  // namespace pipevane::proxmox::events

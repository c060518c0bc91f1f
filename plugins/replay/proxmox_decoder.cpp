#include "plugins/replay/proxmox_decoder.h"

#include "plugins/proxmox/events/event_decoder.h"
#include "plugins/proxmox/fleet_decoder.h"
#include "plugins/proxmox/push/push_decoder.h"

#include <pipevane/text.h>

#include <optional>

namespace pipevane::replay {
namespace {

class ProxmoxDecoder : public Decoder {
 public:
  ProxmoxDecoder(const Host& host, const std::string& source, const std::string& cluster)
      : host_(host),
        source_(source),
        cluster_(cluster),
        fleet_(host, source, cluster),
        pushes_(host, {source, ""}) {}

  void decode(const pv_exchange& exchange, Output& output) override {
    if (proxmox::PushDecoder::understands(exchange)) return decodePush(exchange, output);
    if (!events_ && proxmox::events::EventDecoder::tells(exchange)) beginEvents(exchange);
    if (!events_only_) decodeFleet(exchange, output);
    if (events_) decodeEvents(exchange, output);
    listed_ = listed_ || view(exchange.path).ends_with("/cluster/resources");
  }
  void refresh() override {
    fleet_.refresh();
    pushes_.refresh();
  }

 private:
  // Its lists of resources are asked for the sake of events, and its neighbour's, which polls, tell
  // of the fleet. Recordings of other tools, which name no source, ask for both at once.
  void beginEvents(const pv_exchange& exchange) {
    events_.emplace(host_, source_, cluster_);
    events_only_ = present(exchange.source) && !listed_;
  }
  void decodeFleet(const pv_exchange& exchange, Output& output) {
    tell(fleet_.decode(exchange, output));
    const std::string left_out = fleet_.leftOut();
    if (!left_out.empty() && !left_out_) host_.log(LogLevel::kWarn, left_out);
    left_out_ = !left_out.empty();
  }
  void decodeEvents(const pv_exchange& exchange, Output& output) {
    if (events_->cluster().empty() && !fleet_.cluster().empty()) events_->name(fleet_.cluster());
    callItAsRecorded(exchange);
    const proxmox::Decoded decoded = events_->decode(exchange, output);
    // Of what both read, one says what is wrong with it.
    if (events_only_ || proxmox::events::EventDecoder::tells(exchange)) tell(decoded);
  }
  // Its source called the cluster otherwise from then on, as another one of that name came.
  void callItAsRecorded(const pv_exchange& exchange) {
    if (!events_only_ || events_->cluster().empty() || view(exchange.cluster).empty()) return;
    if (view(exchange.cluster) != events_->cluster())
      events_->takeOver(str(exchange.cluster), proxmox::events::EventDecoder::kLookBackMs);
  }
  // What was refused at its time told nothing. Each has its cluster's name with it.
  void decodePush(const pv_exchange& exchange, Output& output) {
    constexpr std::int32_t kTaken = 200;
    if (exchange.status == kTaken) pushes_.decode(proxmox::PushDecoder::pushOf(exchange), output);
  }
  void tell(const proxmox::Decoded& decoded) const {
    if (!decoded.understood) host_.log(LogLevel::kWarn, "cannot use an answer: " + decoded.why);
  }

  Host host_;
  std::string source_, cluster_;
  proxmox::FleetDecoder fleet_;
  proxmox::PushDecoder pushes_;
  std::optional<proxmox::events::EventDecoder> events_;  // from the first of these on
  bool events_only_ = false;
  bool listed_ = false;    // the resources
  bool left_out_ = false;  // something, by the last list
};

}  // namespace

std::unique_ptr<Decoder> proxmoxDecoder(const Host& host, const std::string& source,
                                        const std::string& cluster) {
  return std::make_unique<ProxmoxDecoder>(host, source, cluster);
}

}  // namespace pipevane::replay

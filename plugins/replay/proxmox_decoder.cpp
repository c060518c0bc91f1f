#include "plugins/replay/proxmox_decoder.h"

#include "plugins/proxmox/fleet_decoder.h"
#include "plugins/proxmox/push/push_decoder.h"

namespace pipevane::replay {
namespace {

class ProxmoxDecoder : public Decoder {
 public:
  ProxmoxDecoder(const Host& host, const std::string& source, const std::string& cluster)
      : host_(host), decoder_(host, source, cluster), pushes_(host, {source, ""}) {}

  void decode(const pv_exchange& exchange, Output& output) override {
    if (proxmox::PushDecoder::understands(exchange)) return decodePush(exchange, output);
    const proxmox::Decoded decoded = decoder_.decode(exchange, output);
    if (!decoded.understood) host_.log(LogLevel::kWarn, "cannot use an answer: " + decoded.why);
    const std::string left_out = decoder_.leftOut();
    if (!left_out.empty() && !left_out_) host_.log(LogLevel::kWarn, left_out);
    left_out_ = !left_out.empty();
  }
  void refresh() override {
    decoder_.refresh();
    pushes_.refresh();
  }

 private:
  // What was refused at its time told nothing. Each has its cluster's name with it.
  void decodePush(const pv_exchange& exchange, Output& output) {
    constexpr std::int32_t kTaken = 200;
    if (exchange.status == kTaken) pushes_.decode(proxmox::PushDecoder::pushOf(exchange), output);
  }

  Host host_;
  proxmox::FleetDecoder decoder_;
  proxmox::PushDecoder pushes_;
  bool left_out_ = false;  // something, by the last list
};

}  // namespace

std::unique_ptr<Decoder> proxmoxDecoder(const Host& host, const std::string& source,
                                        const std::string& cluster) {
  return std::make_unique<ProxmoxDecoder>(host, source, cluster);
}

}  // namespace pipevane::replay

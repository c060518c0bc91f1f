// A connection of a metric server's client over HTTP: InfluxDB's or OpenTelemetry's.
#pragma once

#include "plugins/proxmox/receiving/connection.h"
#include "plugins/proxmox/receiving/request_reader.h"
#include "plugins/proxmox_push/intake.h"
#include "plugins/proxmox_push/settings.h"

#include <pipevane/host.h>

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace pipevane::proxmox_push {

// What the answers depend on. Outlives the connections.
struct HttpRules {
  proxmox::PushFormat format;
  std::string token;  // empty: none is needed
  std::string otlp_path;
  // Whether there is room for so much more beside all that is on its way.
  std::function<bool(std::size_t)> has_room;

  // Proxmox VE's own limits for what it sends, before it packs it: 25 MB of InfluxDB's, 10 MB of
  // OpenTelemetry's.
  std::size_t mostBodyBytes() const {
    return format == proxmox::PushFormat::kInflux ? 25'000'000 : 10'000'000;
  }
};

class HttpConnection final : public proxmox::Connection {
 public:
  // For a whole request, and until the next one begins.
  static constexpr std::int64_t kRequestMs = 30'000, kIdleMs = 30'000;
  // For closing after the answer.
  static constexpr std::int64_t kGoodbyeMs = 2'000;

  HttpConnection(Poco::Net::StreamSocket socket, std::string sender, proxmox::Sockets& sockets,
                 Intake& intake, const Host& host, const HttpRules& rules);

  void expire() override;
  std::size_t heldBytes() const override;

 protected:
  void take(std::string_view bytes) override;
  void resume() override;
  void sent() override;

 private:
  struct Answer {
    int status;
    std::string json;  // empty: no body
  };

  void checkHead(const proxmox::Request& head);
  Intake::Origin origin() const;
  Answer answerTo(const proxmox::Request& request);
  Answer write(const proxmox::Request& request);
  bool isHealth(const proxmox::Request& request) const;
  void answer(const Answer& answer, bool keep_alive);
  void refuse(const proxmox::Problem& problem);
  void count(const proxmox::Problem& problem) const;
  std::string wrong(const std::string& why) const;

  Intake& intake_;
  Host host_;
  const HttpRules& rules_;
  proxmox::RequestReader reader_;
  bool answered_ = false, keep_alive_ = true;
  bool with_token_ = false;  // the request that is on its way came with it
};

}  // namespace pipevane::proxmox_push

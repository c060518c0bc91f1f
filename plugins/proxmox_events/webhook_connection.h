// A connection of a notification target: POST /webhook.
#pragma once

#include "plugins/proxmox/receiving/connection.h"
#include "plugins/proxmox/receiving/request_reader.h"

#include <pipevane/host.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace pipevane::proxmox_events {

// What the answers depend on. Outlives the connections.
struct WebhookRules {
  std::string token;  // empty: none is needed
  // Whether one more may come now.
  std::function<bool()> has_room;
  // It came, from that address. False: there is no room for it.
  std::function<bool(const std::string& sender, const std::string& body)> take;
  // One was refused.
  std::function<void(int status)> refused;
};

class WebhookConnection final : public proxmox::Connection {
 public:
  // A report of a backup of some hundred guests has about 50 kB.
  static constexpr std::size_t kMostBodyBytes = 256u << 10;
  // For a whole request, and for closing after the answer. Proxmox VE itself waits for 10 s.
  static constexpr std::int64_t kRequestMs = 10'000, kGoodbyeMs = 2'000;

  WebhookConnection(Poco::Net::StreamSocket socket, std::string sender, proxmox::Sockets& sockets,
                    const Host& host, const WebhookRules& rules);

  void expire() override;

 protected:
  void take(std::string_view bytes) override;
  void sent() override;

 private:
  void checkHead(const proxmox::Request& head);
  void answer(int status, const std::string& words);

  Host host_;
  const WebhookRules& rules_;
  proxmox::RequestReader reader_;
  bool answered_ = false;
};

}  // namespace pipevane::proxmox_events

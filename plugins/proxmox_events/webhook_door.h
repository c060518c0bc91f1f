// Where notifications of Proxmox VE come in.
#pragma once

#include "plugins/proxmox/receiving/connections.h"
#include "plugins/proxmox/receiving/socket_watch.h"
#include "plugins/proxmox_events/settings.h"
#include "plugins/proxmox_events/webhook_connection.h"

#include <Poco/Net/ServerSocket.h>
#include <pipevane/host.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

namespace pipevane::proxmox_events {

// As its options begin.
inline constexpr const char* kDoorName = "webhook";

// [worker] Its sockets are served between two waits of the source, which it ends where something
// comes.
class WebhookDoor final : public proxmox::Ready {
 public:
  // Each node has one connection for one notification.
  static constexpr std::size_t kMostConnections = 64;
  // Of one address: nobody keeps the others out.
  static constexpr std::size_t kMostOfOne = kMostConnections / 2;
  // Of a minute. A cluster that fails altogether sends some dozens.
  static constexpr int kMostNotifications = 300;

  struct Counts {
    std::uint64_t taken = 0, refused = 0, wrong_tokens = 0, turned_away = 0;
  };
  // False where it is not taken.
  using Take = std::function<bool(const std::string& sender, const std::string& body)>;

  // Opens it. Throws Error where it cannot be had.
  WebhookDoor(const Settings& settings, const Host& host, Take take);
  ~WebhookDoor() override;

  void proceed() override;
  // All that is ready now; then it listens again, and ends the source's wait where there is more.
  void serve();
  // When a connection has taken too long, by the steady clock.
  std::int64_t nextMs() const { return connections_.nextMs(); }

  std::uint16_t port() const { return port_; }
  const Counts& counts() const { return counts_; }

 private:
  bool accept();
  bool takeRoom();

  Host host_;
  proxmox::SocketWatch watch_;
  Counts counts_;
  WebhookRules rules_;
  Poco::Net::ServerSocket socket_;
  std::uint16_t port_;
  std::int64_t minute_ = 0;  // of the steady clock
  int in_minute_ = 0;
  proxmox::Connections connections_{kMostConnections, kMostOfOne};
};

}  // namespace pipevane::proxmox_events

// Where notifications of Proxmox VE come in.
#pragma once

#include "plugins/proxmox/receiving/bell.h"
#include "plugins/proxmox/receiving/connections.h"
#include "plugins/proxmox/receiving/sockets.h"
#include "plugins/proxmox_events/settings.h"
#include "plugins/proxmox_events/webhook_connection.h"

#include <Poco/Net/ServerSocket.h>
#include <pipevane/host.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace pipevane::proxmox_events {

// As its options begin.
inline constexpr const char* kDoorName = "webhook";

// A thread of its own answers: Proxmox VE waits for ten seconds and tries once, and the source may
// ask nodes that hang for longer than that, just when there is something to be told.
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
  // By the door's thread. False where it is not taken.
  using Take = std::function<bool(const std::string& sender, const std::string& body)>;

  // Opens it. Throws Error where it cannot be had.
  WebhookDoor(const Settings& settings, const Host& host, Take take);
  // Nothing is taken any more.
  ~WebhookDoor() override;

  // [any]
  std::uint16_t port() const { return port_; }
  Counts counts() const;

 private:
  void proceed() override;
  void run();
  void serve();
  bool accept();
  bool takeRoom();
  void count(std::uint64_t Counts::*what);
  void noteRefused(const std::string& sender, const proxmox::Problem& problem);

  Host host_;
  proxmox::Sockets sockets_;
  proxmox::Bell end_;
  mutable std::mutex counts_mutex_;
  Counts counts_;
  std::optional<std::int64_t> said_ms_;  // that one was refused
  WebhookRules rules_;
  Poco::Net::ServerSocket socket_;
  const std::uint16_t port_;
  std::int64_t minute_ = 0;  // of the steady clock
  int in_minute_ = 0;
  bool rests_ = false;  // as the system has no room for one more
  bool fails_ = false;  // and that was said
  proxmox::Connections connections_{kMostConnections, kMostOfOne};
  std::thread thread_;
};

}  // namespace pipevane::proxmox_events

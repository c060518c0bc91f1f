// A door for connections, and those that came in.
#pragma once

#include "plugins/proxmox/receiving/connections.h"
#include "plugins/proxmox/receiving/socket_watch.h"
#include "plugins/proxmox_push/http_connection.h"
#include "plugins/proxmox_push/intake.h"
#include "plugins/proxmox_push/settings.h"

#include <Poco/Net/ServerSocket.h>

#include <cstddef>
#include <cstdint>

namespace pipevane::proxmox_push {

class StreamDoor final : public proxmox::Ready {
 public:
  // A node has one or two at a time; behind one address there may be a whole cluster.
  static constexpr std::size_t kMost = 256, kMostOfOne = 64;
  // Opens it. Throws Error where it cannot be had.
  StreamDoor(const Settings& settings, const Door& door, Intake& intake,
             proxmox::SocketWatch& watch, const Host& host);
  ~StreamDoor() override;

  void proceed() override;
  // Ends what has taken too long, and lets go of those that are over.
  void sweep(std::int64_t steady_ms) { connections_.sweep(steady_ms); }
  // When that is due next.
  std::int64_t nextMs() const { return connections_.nextMs(); }

  std::uint16_t port() const { return port_; }
  std::size_t connections() const { return connections_.size(); }

 private:
  bool accept();

  Door door_;
  Intake& intake_;
  proxmox::SocketWatch& watch_;
  Host host_;
  BodyRoom room_;
  HttpRules rules_;
  Poco::Net::ServerSocket socket_;
  std::uint16_t port_;
  proxmox::Connections connections_{kMost, kMostOfOne};
};

}  // namespace pipevane::proxmox_push

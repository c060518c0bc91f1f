// A door for datagrams.
#pragma once

#include "plugins/proxmox/receiving/socket_watch.h"
#include "plugins/proxmox_push/intake.h"
#include "plugins/proxmox_push/settings.h"

#include <Poco/Net/DatagramSocket.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace pipevane::proxmox_push {

class Datagrams final : public proxmox::Ready {
 public:
  // Opens it. Throws Error where it cannot be had.
  Datagrams(const std::string& bind, const Door& door, Intake& intake, proxmox::SocketWatch& watch);
  ~Datagrams() override;

  void proceed() override;
  std::uint16_t port() const { return port_; }

 private:
  bool receive();

  Door door_;
  Intake& intake_;
  proxmox::SocketWatch& watch_;
  Poco::Net::DatagramSocket socket_;
  std::uint16_t port_;
  std::vector<char> bytes_;
  std::uint32_t kernel_drops_ = 0;
  // The address of the last one, which is mostly that of the next.
  std::string sender_, raw_sender_;
};

}  // namespace pipevane::proxmox_push

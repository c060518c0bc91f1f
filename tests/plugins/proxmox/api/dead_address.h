// An address that answers to no connection, as that of a machine that is off.
#pragma once

#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/SocketAddress.h>
#include <Poco/Net/StreamSocket.h>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

namespace pipevane::proxmox {

// Listens, and accepts nobody: once its queue is full, the kernel leaves whoever comes waiting.
class DeadAddress {
 public:
  DeadAddress(const std::string& address, std::uint16_t port) : at_(address, port) {
    listener_.bind(at_);
    listener_.listen(1);
    while (connects())
      if (waiting_.size() > kQueueMax) throw std::runtime_error("the queue is never full");
  }

 private:
  static constexpr std::size_t kQueueMax = 64;
  static constexpr int kPatienceUs = 200'000;

  bool connects() {
    waiting_.emplace_back();
    waiting_.back().connectNB(at_);
    return waiting_.back().poll(kPatienceUs, Poco::Net::Socket::SELECT_WRITE);
  }

  Poco::Net::SocketAddress at_;
  Poco::Net::ServerSocket listener_;
  std::vector<Poco::Net::StreamSocket> waiting_;
};

}  // namespace pipevane::proxmox

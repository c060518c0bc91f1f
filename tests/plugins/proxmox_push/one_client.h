// A sender over real sockets. It never waits.
#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace pipevane::proxmox_push {

class OneClient {
 public:
  OneClient(int type, std::uint16_t port, const char* from = "127.0.0.1")
      : socket_(::socket(AF_INET, type, 0)) {
    sockaddr_in own = address(0, from), other = address(port, "127.0.0.1");
    EXPECT_EQ(::bind(socket_, reinterpret_cast<sockaddr*>(&own), sizeof own), 0);
    EXPECT_EQ(::connect(socket_, reinterpret_cast<sockaddr*>(&other), sizeof other), 0);
  }
  ~OneClient() { close(); }
  OneClient(const OneClient&) = delete;
  OneClient& operator=(const OneClient&) = delete;

  // As much as goes; true where that is all.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t count =
          ::send(socket_, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
      if (count <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
  }
  void close() {
    if (socket_ >= 0) ::close(socket_);
    socket_ = -1;
  }
  // What came so far.
  const std::string& received() {
    std::array<char, 4096> bytes;
    for (;;) {
      const ssize_t count = ::recv(socket_, bytes.data(), bytes.size(), MSG_DONTWAIT);
      if (count == 0) closed_ = true;
      if (count <= 0) return received_;
      received_.append(bytes.data(), static_cast<std::size_t>(count));
    }
  }
  // An answer of HTTP with its body is there.
  bool answered() {
    const std::string& text = received();
    const std::size_t end = text.find("\r\n\r\n");
    if (end == std::string::npos) return false;
    const std::size_t length = text.find("Content-Length: ");
    if (length == std::string::npos || length > end) return true;
    return text.size() >= end + 4 + std::stoul(text.substr(length + 16));
  }
  int status() {
    return answered() && received_.size() > 12 ? std::stoi(received_.substr(9, 3)) : 0;
  }
  // The other side has closed.
  bool closed() {
    received();
    return closed_;
  }

 private:
  static sockaddr_in address(std::uint16_t port, const char* host) {
    sockaddr_in made{};
    made.sin_family = AF_INET;
    made.sin_port = htons(port);
    EXPECT_EQ(inet_pton(AF_INET, host, &made.sin_addr), 1);
    return made;
  }

  int socket_;
  std::string received_;
  bool closed_ = false;
};

}  // namespace pipevane::proxmox_push

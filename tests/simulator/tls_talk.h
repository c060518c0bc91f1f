// One connection over TLS, byte by byte, whose end the client decides.
#pragma once

#include <Poco/Net/StreamSocket.h>
#include <openssl/ssl.h>

#include <array>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>

namespace pipevane::simulator {

class TlsTalk {
 public:
  explicit TlsTalk(std::uint16_t port)
      : socket_(Poco::Net::SocketAddress("127.0.0.1", port)),
        context_(SSL_CTX_new(TLS_client_method()), &SSL_CTX_free),
        ssl_(SSL_new(context_.get()), &SSL_free) {
    SSL_set_fd(ssl_.get(), socket_.impl()->sockfd());
    if (SSL_connect(ssl_.get()) != 1) throw std::runtime_error("no handshake");
  }

  void say(const std::string& text) {
    if (SSL_write(ssl_.get(), text.data(), static_cast<int>(text.size())) <= 0)
      throw std::runtime_error("cannot write");
  }
  // Says no more but goes on listening.
  void sayFarewell() { SSL_shutdown(ssl_.get()); }
  void breakOff() { socket_.shutdownSend(); }

  // Up to the server's end of it.
  std::string rest() {
    std::string all;
    std::array<char, 4096> some;
    for (int n; (n = SSL_read(ssl_.get(), some.data(), static_cast<int>(some.size()))) > 0;)
      all.append(some.data(), static_cast<std::size_t>(n));
    return all;
  }

 private:
  Poco::Net::StreamSocket socket_;
  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_;
  std::unique_ptr<SSL, decltype(&SSL_free)> ssl_;
};

}  // namespace pipevane::simulator

// A client that sends any bytes, from any of this machine's loopback addresses.
#pragma once

#include <Poco/Net/StreamSocket.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace pipevane::web {

class RawClient {
 public:
  explicit RawClient(std::uint16_t port, const std::string& from = "127.0.0.1");

  void send(std::string_view bytes);
  // What comes until the server closes, or so far where it does not in that time.
  std::string rest(int timeout_ms = 5'000);
  // One answer with its body; empty where none comes in time.
  std::string answer(int timeout_ms = 5'000);
  // So many bytes, or as many as come.
  std::string read(std::size_t count, int timeout_ms = 5'000);
  // Whether the server has closed.
  bool closed(int timeout_ms = 5'000);

  Poco::Net::StreamSocket& socket() { return socket_; }

 private:
  bool more(int timeout_ms);

  Poco::Net::StreamSocket socket_;
  std::string received_;
};

// The status of an answer; 0: that is none.
int statusOf(const std::string& answer);

}  // namespace pipevane::web

// Who made a call, while nobody has answered it.
#pragma once

#include <Poco/Net/StreamSocket.h>

namespace pipevane::simulator {

// For one call.
class Caller {
 public:
  explicit Caller(const Poco::Net::StreamSocket& socket) : socket_(socket.impl()->sockfd()) {}

  // It ended the connection, or its half of it.
  bool left() const;

 private:
  int socket_;
};

}  // namespace pipevane::simulator

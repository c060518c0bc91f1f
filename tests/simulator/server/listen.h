// A TLS socket with a certificate from memory, and what its clients' handshakes cost.
#pragma once

#include "tests/simulator/server/certificate.h"

#include <Poco/Net/Context.h>
#include <Poco/Net/ServerSocket.h>

#include <cstdint>
#include <string>

namespace pipevane::simulator {

struct Handshakes {
  std::uint64_t whole = 0;
  std::uint64_t resumed = 0;  // of sessions that an earlier connection began
};

// Both throw Poco::Exception or std::runtime_error.
Poco::Net::Context::Ptr contextWith(const Certificate& certificate);
Poco::Net::ServerSocket listenAt(const std::string& bind, std::uint16_t port,
                                 const Poco::Net::Context::Ptr& context);
// [any] Those that came to their end.
Handshakes handshakesOf(const Poco::Net::Context::Ptr& context);

}  // namespace pipevane::simulator

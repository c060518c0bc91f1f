// A TLS socket with a certificate from memory, and what its clients' handshakes cost.
#pragma once

#include "tests/simulator/server/certificate.h"
#include "tests/simulator/server/conversations.h"

#include <Poco/Net/Context.h>
#include <Poco/Net/ServerSocket.h>

#include <cstdint>
#include <functional>
#include <string>

namespace pipevane::simulator {

struct Handshakes {
  std::uint64_t whole = 0;
  std::uint64_t resumed = 0;  // of sessions that an earlier connection began
};

// With which certificate a new connection begins; null: it is reset before it says a word.
// [accepting thread]
using Greeting = std::function<Poco::Net::Context::Ptr()>;

// Both throw Poco::Exception or std::runtime_error.
Poco::Net::Context::Ptr contextWith(const Certificate& certificate);
// Of its connections, one that the client ends in the middle of a header has a network exception
// in its session: to Poco itself half a header is a whole one. They are among `all`, which outlives
// them, as long as they last.
Poco::Net::ServerSocket listenAt(const std::string& bind, std::uint16_t port, Greeting greeting,
                                 Conversations& all);
// [any] Those that came to their end.
Handshakes handshakesOf(const Poco::Net::Context::Ptr& context);

}  // namespace pipevane::simulator

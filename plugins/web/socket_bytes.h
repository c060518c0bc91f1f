// Reading from and writing to a socket that never waits, with TLS or without.
#pragma once

#include <Poco/Net/StreamSocket.h>

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

namespace pipevane::web {

// Whoever holds it is the only one: Poco's sockets are counted handles, and a copy that is let go
// of in one thread may end what another thread uses.
using OwnSocket = std::unique_ptr<Poco::Net::StreamSocket>;

void neverWait(Poco::Net::StreamSocket& socket);

// How many bytes went; 0: the other side takes none at the moment. Nothing: it has gone.
std::optional<std::size_t> sendNow(Poco::Net::StreamSocket& socket, std::string_view bytes);
// How many bytes came; 0: there are none at the moment. Nothing: there will be no more.
std::optional<std::size_t> receiveNow(Poco::Net::StreamSocket& socket, std::span<char> bytes);

}  // namespace pipevane::web

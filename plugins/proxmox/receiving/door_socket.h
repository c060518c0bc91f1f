// The socket at which others come in.
#pragma once

#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/SocketAddress.h>

#include <cstdint>
#include <string>

namespace pipevane::proxmox {

// Throws Error, with what to do, where the address cannot be had. `name`: what comes there, as its
// options begin.
Poco::Net::ServerSocket listenAt(const std::string& bind, std::uint16_t port, const char* name);
// Throws Error where the one above would: the address is taken for a moment. That it is in use is
// no hindrance where it `gets_free`.
void tryDoor(const std::string& bind, std::uint16_t port, const char* name, bool gets_free);

// An IPv4 address that comes over IPv6 is one.
std::string plainAddress(const Poco::Net::IPAddress& address);

}  // namespace pipevane::proxmox

// The sockets at which others come in.
#pragma once

#include <Poco/Net/DatagramSocket.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/SocketAddress.h>

#include <cstdint>
#include <string>

namespace pipevane::proxmox {

// Both throw Error, with what to do, where the address cannot be had. `name`: what comes there, as
// its options begin.
Poco::Net::ServerSocket listenAt(const std::string& bind, std::uint16_t port, const char* name);
// With as much room for what comes at once as the system gives.
Poco::Net::DatagramSocket receiveAt(const std::string& bind, std::uint16_t port, const char* name);

// Throws Error where the one above would: the address is taken for a moment. That it is in use is
// no hindrance where it `gets_free`.
void tryToListen(const std::string& bind, std::uint16_t port, const char* name, bool gets_free);
void tryToReceive(const std::string& bind, std::uint16_t port, const char* name, bool gets_free);

// As Senders has it: an IPv4 address that comes over IPv6 is one.
std::string plainAddress(const Poco::Net::IPAddress& address);

}  // namespace pipevane::proxmox

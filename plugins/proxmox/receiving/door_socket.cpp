#include "plugins/proxmox/receiving/door_socket.h"

#include <pipevane/error.h>

#include <Poco/Exception.h>

#include <cerrno>

namespace pipevane::proxmox {
namespace {

using namespace Poco::Net;

constexpr int kBacklog = 128;

// A port that was left a moment ago is taken at once; one that is in use is not shared.
void bindTo(ServerSocket& socket, const SocketAddress& where) {
  const bool reuse_address = true, reuse_port = false, ipv6_only = false;
  if (where.family() == SocketAddress::IPv6)
    socket.impl()->bind6(where, reuse_address, reuse_port, ipv6_only);
  else
    socket.impl()->bind(where, reuse_address, reuse_port);
}

Error refusal(const std::string& bind, std::uint16_t port, const char* name,
              const Poco::Exception& error) {
  const std::string where = "cannot listen for " + std::string(name) + " on \"" + bind +
                            "\", port " + std::to_string(port) + ": ";
  if (error.code() == EADDRINUSE)
    return Error(where + "the port is in use; choose another " + name +
                 "_port, or end the program that has it (ss -lntup names it)");
  if (error.code() == EADDRNOTAVAIL)
    return Error(where + "this machine has no such address; put bind right");
  return Error(where + error.displayText() + "; choose another address or port");
}

}  // namespace

ServerSocket listenAt(const std::string& bind, std::uint16_t port, const char* name) {
  ServerSocket socket;
  try {
    bindTo(socket, SocketAddress(bind, port));
    socket.listen(kBacklog);
    socket.setBlocking(false);
  } catch (const Poco::Exception& error) {
    throw refusal(bind, port, name, error);
  }
  return socket;
}

void tryDoor(const std::string& bind, std::uint16_t port, const char* name, bool gets_free) {
  try {
    ServerSocket socket;
    bindTo(socket, SocketAddress(bind, port));
  } catch (const Poco::Exception& error) {
    if (!gets_free || error.code() != EADDRINUSE) throw refusal(bind, port, name, error);
  }
}

std::string plainAddress(const IPAddress& address) {
  if (address.isIPv4Mapped() && address.family() == IPAddress::IPv6) {
    const auto* bytes = static_cast<const char*>(address.addr());
    return IPAddress(bytes + 12, 4).toString();
  }
  return address.toString();
}

}  // namespace pipevane::proxmox

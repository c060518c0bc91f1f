#include "plugins/proxmox/receiving/door_socket.h"

#include <pipevane/error.h>

#include <Poco/Exception.h>

#include <sys/socket.h>

#include <cerrno>

namespace pipevane::proxmox {
namespace {

using namespace Poco::Net;

constexpr int kBacklog = 128;
// What a cluster of forty nodes sends in one cycle, all at the same moment.
constexpr int kReceiveBytes = 8 << 20;

// A port that was left a moment ago is taken at once; one that is in use is not shared.
template <class Socket>
void bindTo(Socket& socket, const SocketAddress& where, bool reuse_address) {
  const bool reuse_port = false, ipv6_only = false;
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

template <class Socket>
void tryToBind(Socket& socket, const std::string& bind, std::uint16_t port, const char* name,
               bool reuse_address, bool gets_free) {
  try {
    bindTo(socket, SocketAddress(bind, port), reuse_address);
  } catch (const Poco::Exception& error) {
    if (!gets_free || error.code() != EADDRINUSE) throw refusal(bind, port, name, error);
  }
}

}  // namespace

ServerSocket listenAt(const std::string& bind, std::uint16_t port, const char* name) {
  ServerSocket socket;
  try {
    bindTo(socket, SocketAddress(bind, port), true);
    socket.listen(kBacklog);
    socket.setBlocking(false);
  } catch (const Poco::Exception& error) {
    throw refusal(bind, port, name, error);
  }
  return socket;
}

DatagramSocket receiveAt(const std::string& bind, std::uint16_t port, const char* name) {
  const SocketAddress where(bind, port);
  DatagramSocket socket(where.family());
  try {
    bindTo(socket, where, false);
    socket.setBlocking(false);
    socket.setReceiveBufferSize(kReceiveBytes);
  } catch (const Poco::Exception& error) {
    throw refusal(bind, port, name, error);
  }
  // How many the kernel had no room for comes with each datagram.
  const int on = 1;
  static_cast<void>(::setsockopt(socket.impl()->sockfd(), SOL_SOCKET, SO_RXQ_OVFL, &on, sizeof on));
  return socket;
}

void tryToListen(const std::string& bind, std::uint16_t port, const char* name, bool gets_free) {
  ServerSocket socket;
  tryToBind(socket, bind, port, name, true, gets_free);
}

void tryToReceive(const std::string& bind, std::uint16_t port, const char* name, bool gets_free) {
  DatagramSocket socket(SocketAddress(bind, port).family());
  tryToBind(socket, bind, port, name, false, gets_free);
}

std::string plainAddress(const IPAddress& address) {
  if (address.isIPv4Mapped() && address.family() == IPAddress::IPv6) {
    const auto* bytes = static_cast<const char*>(address.addr());
    return IPAddress(bytes + 12, 4).toString();
  }
  return address.toString();
}

}  // namespace pipevane::proxmox

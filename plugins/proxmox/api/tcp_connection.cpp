#include "plugins/proxmox/api/tcp_connection.h"

#include "plugins/proxmox/api/call_error.h"

#include <Poco/Exception.h>
#include <Poco/Net/SocketAddress.h>

#include <algorithm>
#include <system_error>
#include <vector>

namespace pipevane::proxmox {
namespace {

using Poco::Net::IPAddress;
using Poco::Net::SocketAddress;
using Poco::Net::StreamSocket;
using Clock = CallGuard::Clock;

// A host that does not even answer to the connection shall not take the whole time of the call.
constexpr std::chrono::seconds kConnectMax{5};

// Waits in short steps, so that a stop is noticed. False where the time is up.
bool awaitConnection(const StreamSocket& socket, const CallGuard& guard, Clock::time_point until) {
  while (Clock::now() < until) {
    if (guard.stopping()) throw CallError(Failure::kStopped, "stopped");
    if (socket.poll(Poco::Timespan(0, static_cast<long>(kLookForStop.count()) * 1000),
                    StreamSocket::SELECT_WRITE | StreamSocket::SELECT_ERROR))
      return true;
  }
  return false;
}

StreamSocket connectTo(const SocketAddress& address, const CallGuard& guard,
                       Clock::time_point until) {
  StreamSocket socket;
  socket.connectNB(address);
  if (!awaitConnection(socket, guard, until))
    throw CallError(Failure::kConnect, address.toString() + " does not answer");
  const int error = socket.impl()->socketError();
  if (error != 0)
    throw CallError(Failure::kConnect,
                    address.toString() + ": " + std::generic_category().message(error));
  socket.setBlocking(true);
  socket.setNoDelay(true);
  return socket;
}

}  // namespace

StreamSocket connectTcp(Resolver& resolver, std::uint16_t port, const CallGuard& guard,
                        Clock::time_point deadline) {
  const std::vector<IPAddress> addresses = resolver.addresses(guard, deadline);
  const Clock::time_point until = std::min(deadline, Clock::now() + kConnectMax);
  std::string why;
  for (std::size_t i = 0; i < addresses.size(); ++i) {
    const Clock::time_point now = Clock::now();
    const auto share = (until - now) / static_cast<std::int64_t>(addresses.size() - i);
    try {
      StreamSocket socket = connectTo(SocketAddress(addresses[i], port), guard, now + share);
      resolver.worked(addresses[i]);
      return socket;
    } catch (const CallError& error) {
      if (error.failure() == Failure::kStopped) throw;
      why.append(why.empty() ? "" : ", ").append(error.what());
    } catch (const Poco::Exception& error) {
      why.append(why.empty() ? "" : ", ").append(error.displayText());
    }
  }
  throw CallError(Failure::kConnect, why);
}

}  // namespace pipevane::proxmox

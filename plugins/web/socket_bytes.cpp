#include "plugins/web/socket_bytes.h"

#include <Poco/Exception.h>

#include <cerrno>

namespace pipevane::web {
namespace {

// Not zero, which stands for an hour.
const Poco::Timespan kNoTime(0, 1);

// What Poco makes of a socket that is not ready: a timeout with TLS, else a plain error.
bool notReady(const Poco::Exception& error) {
  return dynamic_cast<const Poco::TimeoutException*>(&error) != nullptr || error.code() == EAGAIN ||
         error.code() == EWOULDBLOCK;
}

}  // namespace

void neverWait(Poco::Net::StreamSocket& socket) {
  socket.setBlocking(false);
  // Poco waits for the rest of a TLS record for as long as these say, blocking or not.
  socket.setReceiveTimeout(kNoTime);
  socket.setSendTimeout(kNoTime);
}

std::optional<std::size_t> sendNow(Poco::Net::StreamSocket& socket, std::string_view bytes) {
  try {
    const int count = socket.sendBytes(bytes.data(), static_cast<int>(bytes.size()));
    return count > 0 ? static_cast<std::size_t>(count) : 0;
  } catch (const Poco::Exception& error) {
    return notReady(error) ? std::optional<std::size_t>(0) : std::nullopt;
  }
}

std::optional<std::size_t> receiveNow(Poco::Net::StreamSocket& socket, std::span<char> bytes) {
  try {
    const int count = socket.receiveBytes(bytes.data(), static_cast<int>(bytes.size()));
    if (count == 0) return std::nullopt;
    return count > 0 ? static_cast<std::size_t>(count) : 0;
  } catch (const Poco::Exception& error) {
    return notReady(error) ? std::optional<std::size_t>(0) : std::nullopt;
  }
}

}  // namespace pipevane::web

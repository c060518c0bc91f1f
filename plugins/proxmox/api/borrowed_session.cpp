#include "plugins/proxmox/api/borrowed_session.h"

#include "plugins/proxmox/api/call_error.h"

#include <algorithm>

namespace pipevane::proxmox {

BorrowedSession::BorrowedSession(const Poco::Net::SecureStreamSocket& socket, std::string begun)
    : HTTPClientSession(socket), begun_(std::move(begun)) {
  setKeepAlive(true);
}

void BorrowedSession::connect(const Poco::Net::SocketAddress&) {
  throw CallError(Failure::kBroken, "the connection is closed");
}

// All of it, or Poco takes the stream for broken.
int BorrowedSession::write(const char* buffer, std::streamsize length) {
  const auto known = std::min(begun_.size(), static_cast<std::size_t>(length));
  if (begun_.compare(0, known, buffer, known) != 0)
    throw CallError(Failure::kBroken, "another request was begun on the connection");
  begun_.erase(0, known);
  for (auto at = static_cast<std::streamsize>(known); at < length;)
    at += HTTPClientSession::write(buffer + at, length - at);
  return static_cast<int>(length);
}

}  // namespace pipevane::proxmox

#include "plugins/proxmox/api/tls_session.h"

namespace pipevane::proxmox {
namespace {

using Poco::Net::SecureStreamSocket;
using Poco::Net::Session;

// Poco lets nobody else make one.
class OwnSession : public Session {
 public:
  explicit OwnSession(SSL_SESSION* session) : Session(session) {}
};

// A copy: a connection that ends without a word spoils the one that it began with.
Session::Ptr sessionOf(SecureStreamSocket& socket) {
  const Session::Ptr current = socket.currentSession();
  if (current.isNull() || SSL_SESSION_is_resumable(current->sslSession()) != 1) return nullptr;
  SSL_SESSION* const copy = SSL_SESSION_dup(current->sslSession());
  return copy == nullptr ? nullptr : new OwnSession(copy);
}

}  // namespace

Session::Ptr TlsSession::offered(std::int64_t now_ms) const {
  return now_ms - begun_ms_ < kLongestMs ? session_ : nullptr;
}

void TlsSession::keep(SecureStreamSocket& socket, std::int64_t now_ms) {
  if (!socket.sessionWasReused()) begun_ms_ = now_ms;
  session_ = sessionOf(socket);
}

}  // namespace pipevane::proxmox

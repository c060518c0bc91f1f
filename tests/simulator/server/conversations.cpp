#include "tests/simulator/server/conversations.h"

#include <sys/socket.h>

namespace pipevane::simulator {

void Conversations::begin(int socket) {
  const std::lock_guard lock(mutex_);
  sockets_.insert(socket);
}

void Conversations::end(int socket) {
  const std::lock_guard lock(mutex_);
  sockets_.erase(socket);
}

void Conversations::cutAll() {
  const std::lock_guard lock(mutex_);
  for (const int each : sockets_) ::shutdown(each, SHUT_RDWR);
}

}  // namespace pipevane::simulator

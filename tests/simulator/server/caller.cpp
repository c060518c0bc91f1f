#include "tests/simulator/server/caller.h"

#include <poll.h>

namespace pipevane::simulator {

// The farewell of TLS may lie unread before the end, so that a look at the next byte does not tell.
bool Caller::left() const {
  pollfd look{.fd = socket_, .events = POLLRDHUP, .revents = 0};
  return ::poll(&look, 1, 0) > 0 && (look.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0;
}

}  // namespace pipevane::simulator

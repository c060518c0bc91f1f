#include "plugins/web/wake_up.h"

#include <pipevane/error.h>

#include <sys/eventfd.h>
#include <unistd.h>

namespace pipevane::web {

WakeUp::WakeUp() : descriptor_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
  if (descriptor_ < 0) throw Error("cannot serve WebSocket clients: no descriptors are left");
}

WakeUp::~WakeUp() { ::close(descriptor_); }

void WakeUp::ring() {
  if (rung_.exchange(true)) return;
  static_cast<void>(::eventfd_write(descriptor_, 1));
}

void WakeUp::heard() {
  eventfd_t count = 0;
  static_cast<void>(::eventfd_read(descriptor_, &count));
  // Only now: a ring between the two would be read away with its flag still up, and all that follow
  // would be taken for it. One that finds the flag up before this has its reason seen after it,
  // which is why it is an exchange: it reads what the ringer wrote before.
  rung_.exchange(false);
}

}  // namespace pipevane::web

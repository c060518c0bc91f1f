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
  rung_ = false;
  eventfd_t count = 0;
  static_cast<void>(::eventfd_read(descriptor_, &count));
}

}  // namespace pipevane::web

#include "plugins/proxmox/receiving/bell.h"

#include <pipevane/error.h>

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string>

namespace pipevane::proxmox {

Bell::Bell() : descriptor_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (descriptor_ < 0) throw Error(std::string("cannot wait for sockets: ") + std::strerror(errno));
}

Bell::~Bell() { ::close(descriptor_); }

void Bell::ring() {
  const std::uint64_t one = 1;
  static_cast<void>(!::write(descriptor_, &one, sizeof one));
}

void Bell::silence() {
  std::uint64_t times = 0;
  static_cast<void>(!::read(descriptor_, &times, sizeof times));
}

Waited waitFor(int descriptor, const Bell& bell, int most_ms) {
  std::array<pollfd, 2> both{{{descriptor, POLLIN, 0}, {bell.descriptor(), POLLIN, 0}}};
  int ready = 0;
  while ((ready = ::poll(both.data(), both.size(), most_ms)) < 0 && errno == EINTR) {
  }
  if (both[1].revents != 0) return Waited::kRung;
  return ready == 0 ? Waited::kLong : Waited::kReady;
}

}  // namespace pipevane::proxmox

#include "plugins/proxmox/receiving/sockets.h"

#include <pipevane/error.h>

#include <sys/epoll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string>

namespace pipevane::proxmox {
namespace {

constexpr std::size_t kAtOnce = 64;

void control(int sockets, int what, int socket, Ready* ready, std::uint32_t events) {
  epoll_event event{};
  event.events = events;
  event.data.ptr = ready;
  if (::epoll_ctl(sockets, what, socket, &event) != 0 && what != EPOLL_CTL_DEL)
    throw Error(std::string("cannot wait for a socket: ") + std::strerror(errno));
}

}  // namespace

Sockets::Sockets() : descriptor_(::epoll_create1(EPOLL_CLOEXEC)) {
  if (descriptor_ < 0) throw Error(std::string("cannot wait for sockets: ") + std::strerror(errno));
}

Sockets::~Sockets() { ::close(descriptor_); }

void Sockets::add(int socket, Ready& ready) {
  control(descriptor_, EPOLL_CTL_ADD, socket, &ready, EPOLLIN);
}

void Sockets::change(int socket, Ready& ready, bool writes) {
  control(descriptor_, EPOLL_CTL_MOD, socket, &ready,
          writes ? static_cast<std::uint32_t>(EPOLLOUT) : static_cast<std::uint32_t>(EPOLLIN));
}

void Sockets::remove(int socket) { control(descriptor_, EPOLL_CTL_DEL, socket, nullptr, 0); }

bool Sockets::serve() {
  std::array<epoll_event, kAtOnce> events;
  const int count = ::epoll_wait(descriptor_, events.data(), static_cast<int>(events.size()), 0);
  for (int i = 0; i < count; ++i)
    static_cast<Ready*>(events[static_cast<std::size_t>(i)].data.ptr)->proceed();
  return count > 0;
}

}  // namespace pipevane::proxmox

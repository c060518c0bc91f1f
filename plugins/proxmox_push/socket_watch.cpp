#include "plugins/proxmox_push/socket_watch.h"

#include <pipevane/wake.h>

#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace pipevane::proxmox_push {
namespace {

constexpr std::size_t kAtOnce = 64;

void ring(int descriptor) {
  const std::uint64_t one = 1;
  static_cast<void>(!::write(descriptor, &one, sizeof one));
}

// False where the other one rang.
bool waitFor(int descriptor, int end) {
  std::array<pollfd, 2> both{{{descriptor, POLLIN, 0}, {end, POLLIN, 0}}};
  while (::poll(both.data(), both.size(), -1) < 0 && errno == EINTR) {
  }
  return both[1].revents == 0;
}

void control(int sockets, int what, int socket, Ready* ready, std::uint32_t events) {
  epoll_event event{};
  event.events = events;
  event.data.ptr = ready;
  if (::epoll_ctl(sockets, what, socket, &event) != 0 && what != EPOLL_CTL_DEL)
    throw Error(std::string("cannot wait for a socket: ") + std::strerror(errno));
}

}  // namespace

SocketWatch::SocketWatch(const Host& host)
    : host_(host),
      sockets_(::epoll_create1(EPOLL_CLOEXEC)),
      again_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      end_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (sockets_ < 0 || again_ < 0 || end_ < 0) {
    const std::string why = std::strerror(errno);
    for (const int each : {sockets_, again_, end_}) ::close(each);
    throw Error("cannot wait for sockets: " + why);
  }
  thread_ = std::thread([this] { watch(); });
}

SocketWatch::~SocketWatch() {
  ring(end_);
  thread_.join();
  for (const int each : {sockets_, again_, end_}) ::close(each);
}

void SocketWatch::watch() {
  const auto* wake = static_cast<const pv_wake*>(host_.extension(PV_WAKE));
  while (waitFor(again_, end_)) {
    std::uint64_t times = 0;
    static_cast<void>(!::read(again_, &times, sizeof times));
    if (!waitFor(sockets_, end_)) return;
    if (wake != nullptr) wake->wake(host_.raw().self);
  }
}

void SocketWatch::add(int socket, Ready& ready) {
  control(sockets_, EPOLL_CTL_ADD, socket, &ready, EPOLLIN);
}

void SocketWatch::change(int socket, Ready& ready, bool writes) {
  control(sockets_, EPOLL_CTL_MOD, socket, &ready,
          writes ? static_cast<std::uint32_t>(EPOLLOUT) : static_cast<std::uint32_t>(EPOLLIN));
}

void SocketWatch::remove(int socket) { control(sockets_, EPOLL_CTL_DEL, socket, nullptr, 0); }

bool SocketWatch::serve() {
  std::array<epoll_event, kAtOnce> events;
  const int count = ::epoll_wait(sockets_, events.data(), static_cast<int>(events.size()), 0);
  for (int i = 0; i < count; ++i)
    static_cast<Ready*>(events[static_cast<std::size_t>(i)].data.ptr)->proceed();
  return count > 0;
}

void SocketWatch::listen() { ring(again_); }

}  // namespace pipevane::proxmox_push

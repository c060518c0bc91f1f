#include "plugins/proxmox/api/call_guard.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace pipevane::proxmox {

CallGuard::CallGuard(std::function<bool()> stopping)
    : stopping_(std::move(stopping)), thread_([this] { run(); }) {}

CallGuard::~CallGuard() {
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void CallGuard::watch(int socket, Clock::time_point deadline) {
  {
    const std::lock_guard lock(mutex_);
    socket_ = ::fcntl(socket, F_DUPFD_CLOEXEC, 0);
    deadline_ = deadline;
    ended_call_ = false;
  }
  changed_.notify_one();
}

void CallGuard::release() {
  const std::lock_guard lock(mutex_);
  if (socket_ >= 0) ::close(socket_);
  socket_ = -1;
}

void CallGuard::run() {
  std::unique_lock lock(mutex_);
  while (!ended_) {
    if (socket_ < 0 || ended_call_) {
      changed_.wait(lock, [this] { return ended_ || (socket_ >= 0 && !ended_call_); });
      continue;
    }
    if (Clock::now() >= deadline_ || stopping_()) {
      ::shutdown(socket_, SHUT_RDWR);
      ended_call_ = true;
      continue;
    }
    changed_.wait_for(lock, kLookForStop, [this] { return ended_; });
  }
}

}  // namespace pipevane::proxmox

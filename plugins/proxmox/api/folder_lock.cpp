#include "plugins/proxmox/api/folder_lock.h"

#include <pipevane/error.h>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <thread>

namespace pipevane::proxmox {
namespace {

constexpr std::chrono::milliseconds kMoment{5};

}  // namespace

// The lock belongs to the open file, not to the process, so that threads keep each other out too.
FolderLock::FolderLock(const std::filesystem::path& file, std::chrono::milliseconds patience)
    : descriptor_(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600)) {
  if (descriptor_ < 0)
    throw Error("cannot make \"" + file.string() + "\": " + std::strerror(errno));
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
    const int why = errno;
    const bool taken = why == EWOULDBLOCK || why == EINTR;
    if (taken && std::chrono::steady_clock::now() < deadline) {
      std::this_thread::sleep_for(kMoment);
      continue;
    }
    ::close(descriptor_);
    throw Error("cannot lock \"" + file.string() +
                "\": " + (taken ? "another program holds it" : std::strerror(why)));
  }
}

FolderLock::~FolderLock() { ::close(descriptor_); }

}  // namespace pipevane::proxmox

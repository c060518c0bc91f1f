#include "engine/host/file_watch.h"

#include <pipevane/error.h>

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

namespace pipevane::host {
namespace {

namespace fs = std::filesystem;

// An editor writes, renames and changes rights one after the other.
constexpr int kQuietMs = 200;
constexpr const char* kKubernetesLink = "..data";
constexpr std::uint32_t kEvents = IN_CLOSE_WRITE | IN_MOVED_TO | IN_CREATE | IN_DELETE;

fs::path folderOf(const fs::path& file) {
  return file.has_parent_path() ? file.parent_path() : fs::path(".");
}

}  // namespace

FileWatch::FileWatch(const std::vector<fs::path>& files, std::function<void()> changed)
    : files_(files),
      changed_(std::move(changed)),
      inotify_(inotify_init1(IN_CLOEXEC | IN_NONBLOCK)),
      stop_(eventfd(0, EFD_CLOEXEC)) {
  if (inotify_ < 0 || stop_ < 0) {
    unwatched_ = files;
    return;
  }
  for (const fs::path& file : files_) {
    names_.insert(file.filename());
    if (inotify_add_watch(inotify_, folderOf(file).c_str(), kEvents) < 0)
      unwatched_.push_back(file);
    follow(file);
  }
  thread_ = std::thread([this] { run(); });
}

FileWatch::~FileWatch() {
  if (thread_.joinable()) {
    eventfd_write(stop_, 1);
    thread_.join();
  }
  if (inotify_ >= 0) ::close(inotify_);
  if (stop_ >= 0) ::close(stop_);
}

// To where a file that is a link really is.
void FileWatch::follow(const fs::path& file) {
  std::error_code broken;
  const fs::path real = fs::weakly_canonical(file, broken);
  if (broken || real.empty()) return;
  names_.insert(real.filename());
  inotify_add_watch(inotify_, folderOf(real).c_str(), kEvents);
}

void FileWatch::run() {
  std::array<pollfd, 2> both = {{{stop_, POLLIN, 0}, {inotify_, POLLIN, 0}}};
  bool pending = false;
  for (;;) {
    const int ready = ::poll(both.data(), both.size(), pending ? kQuietMs : -1);
    if (ready < 0 && errno != EINTR) return;
    if (both[0].revents != 0) return;
    if (ready == 0 && std::exchange(pending, false)) {
      // It may be a link that shows elsewhere now.
      for (const fs::path& file : files_) follow(file);
      changed_();
    }
    if (ready > 0 && both[1].revents != 0) pending = readRelevant() || pending;
  }
}

bool FileWatch::readRelevant() const {
  alignas(inotify_event) std::array<char, 4096> bytes;
  bool relevant = false;
  for (;;) {
    const ssize_t count = ::read(inotify_, bytes.data(), bytes.size());
    if (count <= 0) return relevant;
    for (ssize_t at = 0; at < count;) {
      const auto* event = reinterpret_cast<const inotify_event*>(bytes.data() + at);
      const std::string name = event->len > 0 ? event->name : "";
      relevant = relevant || names_.contains(name) || name == kKubernetesLink;
      at += static_cast<ssize_t>(sizeof(inotify_event) + event->len);
    }
  }
}

}  // namespace pipevane::host

#include "plugins/proxmox/api/kept_file.h"

#include <pipevane/error.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace pipevane::proxmox {
namespace {

namespace fs = std::filesystem;

class Descriptor {
 public:
  explicit Descriptor(int raw) : raw_(raw) {}
  ~Descriptor() {
    if (raw_ >= 0) ::close(raw_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  operator int() const { return raw_; }

 private:
  int raw_;
};

[[noreturn]] void fail(const char* verb, const fs::path& file) {
  throw Error(std::string("cannot ") + verb + " \"" + file.string() +
              "\": " + std::strerror(errno));
}

void writeAll(const Descriptor& out, const std::string& text, const fs::path& file) {
  for (std::size_t at = 0; at < text.size();) {
    const ssize_t written = ::write(out, text.data() + at, text.size() - at);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail("write", file);
    at += static_cast<std::size_t>(written);
  }
}

}  // namespace

std::optional<std::string> readKept(const fs::path& file, std::size_t most) {
  // Whatever it is, opening it does not wait.
  const Descriptor in(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (in < 0 && errno == ENOENT) return std::nullopt;
  if (in < 0) fail("read", file);
  struct stat about {};
  if (::fstat(in, &about) != 0) fail("read", file);
  if (!S_ISREG(about.st_mode)) throw Error("cannot read \"" + file.string() + "\": it is no file");
  std::string text(most + 1, '\0');
  std::size_t size = 0;
  while (size < text.size()) {
    const ssize_t read = ::read(in, text.data() + size, text.size() - size);
    if (read < 0 && errno == EINTR) continue;
    if (read < 0) fail("read", file);
    if (read == 0) break;
    size += static_cast<std::size_t>(read);
  }
  if (size > most)
    throw Error("cannot read \"" + file.string() + "\": it is larger than " + std::to_string(most) +
                " bytes");
  text.resize(size);
  return text;
}

void writeKept(const fs::path& file, const std::string& text) {
  const fs::path draft = file.string() + ".new";
  // Of somebody who ended half-way. Whoever else made it may read it.
  if (::unlink(draft.c_str()) != 0 && errno != ENOENT) fail("write", draft);
  {
    const Descriptor out(::open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (out < 0) fail("write", draft);
    writeAll(out, text, draft);
    if (::fsync(out) != 0) fail("write", draft);
  }
  if (::rename(draft.c_str(), file.c_str()) != 0) fail("write", file);
  const Descriptor folder(::open(file.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  // A file system that knows no such thing has done what it can.
  if (folder >= 0 && ::fsync(folder) != 0 && errno != EINVAL) fail("write", file);
}

}  // namespace pipevane::proxmox

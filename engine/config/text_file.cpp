#include "engine/config/text_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <utility>

namespace pipevane::config {
namespace {

constexpr std::size_t kLargest = 1 << 20;

class Opened {
 public:
  // A pipe that nobody writes into is opened at once where it is not to be waited for.
  Opened(const std::string& path, Files files)
      : descriptor_(::open(path.c_str(),
                           O_RDONLY | O_CLOEXEC | (files == Files::kRegular ? O_NONBLOCK : 0))) {}
  ~Opened() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  Opened(const Opened&) = delete;
  Opened& operator=(const Opened&) = delete;

  bool good() const { return descriptor_ >= 0; }
  bool regular() const {
    struct stat seen {};
    return ::fstat(descriptor_, &seen) == 0 && S_ISREG(seen.st_mode);
  }
  // One byte more than is allowed, where there is more. False where it cannot be read.
  bool read(std::string& content) const {
    char part[4096];
    while (content.size() <= kLargest) {
      const ssize_t count = ::read(descriptor_, part, sizeof part);
      if (count == 0) return true;
      if (count < 0 && errno != EINTR) return false;
      if (count > 0) content.append(part, static_cast<std::size_t>(count));
    }
    return true;
  }

 private:
  int descriptor_;
};

}  // namespace

FileReading readTextFile(const std::string& path, Files files) {
  std::error_code unknown;
  if (std::filesystem::is_directory(path, unknown)) return {"", "it is a folder"};
  const Opened file(path, files);
  if (!file.good()) return {"", "the file cannot be read"};
  if (files == Files::kRegular && !file.regular())
    return {"",
            "it is a pipe or a device, and those are read at the start only; put what it holds "
            "into a file, or restart Pipevane"};
  std::string content;
  if (!file.read(content)) return {"", "the file cannot be read"};
  if (content.size() > kLargest) return {"", "the file is larger than 1 MiB"};
  while (content.ends_with('\n') || content.ends_with('\r')) content.pop_back();
  return {std::move(content), ""};
}

std::string whyOfNoUse(const std::string& path, Files files) {
  const FileReading reading = readTextFile(path, files);
  if (!reading.why.empty()) return reading.why;
  return reading.content.empty() ? "the file is empty" : "";
}

}  // namespace pipevane::config

#include "plugins/web/secret_file.h"

#include <pipevane/error.h>

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

namespace pipevane::web {

namespace fs = std::filesystem;

std::string readSecret(const fs::path& file) {
  if (!fs::exists(file)) return {};
  std::ifstream in(file, std::ios::binary);
  if (!in) throw Error("cannot read \"" + file.string() + "\": " + std::strerror(errno));
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

void writeSecret(const fs::path& file, const std::string& text) {
  std::error_code failed;
  fs::create_directories(file.parent_path(), failed);
  if (failed)
    throw Error("cannot make the folder \"" + file.parent_path().string() +
                "\": " + failed.message());
  const fs::path draft = file.string() + ".new";
  fs::remove(draft, failed);  // whoever made it may read it
  const int descriptor = ::open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  const bool written =
      descriptor >= 0 &&
      ::write(descriptor, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
      ::fsync(descriptor) == 0;
  const int why = errno;
  if (descriptor >= 0) ::close(descriptor);
  if (!written) throw Error("cannot write \"" + draft.string() + "\": " + std::strerror(why));
  fs::rename(draft, file, failed);
  if (failed) throw Error("cannot write \"" + file.string() + "\": " + failed.message());
}

}  // namespace pipevane::web

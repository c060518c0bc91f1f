#include "plugins/proxmox/session/compressed_file.h"

#include <pipevane/error.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cassert>
#include <cerrno>
#include <cstring>
#include <new>

namespace pipevane::session {
namespace {

// Fast, and little worse than the higher ones on answers that resemble each other.
constexpr int kLevel = 3;
// So much may gather before it goes to the file without being asked.
constexpr std::size_t kWaitingBytes = 256 * 1024;

int open(const std::string& path, bool overwrite) {
  const int how = O_WRONLY | O_CREAT | O_CLOEXEC | (overwrite ? O_TRUNC : O_EXCL);
  const int descriptor = ::open(path.c_str(), how, S_IRUSR | S_IWUSR);
  if (descriptor < 0 && errno == EEXIST)
    throw Error("cannot make session \"" + path +
                "\": it exists (set overwrite: true, or give a folder as the path)");
  if (descriptor < 0) throw Error("cannot make session \"" + path + "\": " + std::strerror(errno));
  struct stat about {};
  // A file that is overwritten may have been open to others.
  if (::fstat(descriptor, &about) == 0 && S_ISREG(about.st_mode))
    static_cast<void>(::fchmod(descriptor, S_IRUSR | S_IWUSR));
  return descriptor;
}

ZSTD_CCtx* makeCompressor() {
  ZSTD_CCtx* context = ZSTD_createCCtx();
  if (context == nullptr) throw std::bad_alloc();
  ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, kLevel);
  ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
  return context;
}

}  // namespace

CompressedFile::CompressedFile(const std::string& path, bool overwrite)
    : descriptor_(open(path, overwrite)), context_(makeCompressor(), ZSTD_freeCCtx) {}

CompressedFile::~CompressedFile() { ::close(descriptor_); }

void CompressedFile::add(std::string_view text) {
  compress(text, ZSTD_e_continue);
  if (waiting_.size() > kWaitingBytes) static_cast<void>(write());
}

bool CompressedFile::flush() {
  compress({}, ZSTD_e_flush);
  return write();
}

bool CompressedFile::finish() {
  compress({}, ZSTD_e_end);
  return write() && (::fsync(descriptor_) == 0 || errno == EINVAL);
}

bool CompressedFile::write() {
  std::size_t done = 0;
  while (done < waiting_.size()) {
    const ssize_t count = ::write(descriptor_, waiting_.data() + done, waiting_.size() - done);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) break;
    done += static_cast<std::size_t>(count);
  }
  waiting_.erase(0, done);
  written_ += done;
  return waiting_.empty();
}

void CompressedFile::compress(std::string_view text, ZSTD_EndDirective how) {
  ZSTD_inBuffer in{text.data(), text.size(), 0};
  std::size_t left = 0;
  do {
    const std::size_t before = waiting_.size();
    waiting_.resize(before + ZSTD_CStreamOutSize());
    ZSTD_outBuffer room{waiting_.data() + before, waiting_.size() - before, 0};
    left = ZSTD_compressStream2(context_.get(), &room, &in, how);
    assert(ZSTD_isError(left) == 0 && "no input makes compression fail");
    waiting_.resize(before + room.pos);
    if (ZSTD_isError(left) != 0) throw Error(ZSTD_getErrorName(left));
  } while (how == ZSTD_e_continue ? in.pos < in.size : left != 0);
}

}  // namespace pipevane::session

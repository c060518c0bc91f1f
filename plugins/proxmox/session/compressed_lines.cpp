#include "plugins/proxmox/session/compressed_lines.h"

#include "plugins/proxmox/session/session_limits.h"

#include <cstring>
#include <new>

namespace pipevane::session {
namespace {

constexpr std::size_t kReadBytes = 128 * 1024;
// Text of lines already given is thrown away when there is so much of it.
constexpr std::size_t kCompactBytes = 1024 * 1024;

ZSTD_DCtx* makeDecompressor() {
  ZSTD_DCtx* context = ZSTD_createDCtx();
  if (context == nullptr) throw std::bad_alloc();
  ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, kWindowLogMax);
  return context;
}

}  // namespace

CompressedLines::CompressedLines(std::istream& in)
    : in_(in), context_(makeDecompressor(), ZSTD_freeDCtx), packed_(kReadBytes) {}

bool CompressedLines::next(std::string_view& line) {
  std::size_t end = 0;
  while (!findEnd(end)) {
    if (text_.size() - at_ > kLineBytesMax) {
      problem_ = "the line is longer than 64 MiB";
      ended_ = true;
      text_.clear();
      at_ = scanned_ = 0;
    }
    if (!fill()) return takeRest(line);
  }
  line = std::string_view(text_).substr(at_, end - at_);
  at_ = scanned_ = end + 1;
  ++number_;
  return true;
}

bool CompressedLines::findEnd(std::size_t& end) {
  end = text_.find('\n', scanned_);
  scanned_ = std::min(end, text_.size());
  return end != std::string::npos;
}

// The last line may lack its end, unless the file was cut off there.
bool CompressedLines::takeRest(std::string_view& line) {
  if (!problem_.empty() || at_ == text_.size()) return false;
  line = std::string_view(text_).substr(at_);
  at_ = scanned_ = text_.size();
  ++number_;
  return true;
}

bool CompressedLines::fill() {
  compact();
  const std::size_t before = text_.size();
  while (!ended_ && text_.size() == before) {
    if (unread_.pos == unread_.size && !refill()) break;
    if (plain_) {
      text_.append(packed_.data() + unread_.pos, unread_.size - unread_.pos);
      unread_.pos = unread_.size;
    } else {
      decompress();
    }
  }
  return text_.size() > before;
}

bool CompressedLines::refill() {
  in_.read(packed_.data(), static_cast<std::streamsize>(packed_.size()));
  unread_ = {packed_.data(), static_cast<std::size_t>(in_.gcount()), 0};
  if (unread_.size == 0) return endOfInput();
  if (!begun_) begin();
  return true;
}

void CompressedLines::begin() {
  begun_ = true;
  plain_ = packed_[0] == '{';
}

bool CompressedLines::endOfInput() {
  ended_ = true;
  if (in_.bad()) problem_ = "the file cannot be read to its end";
  if (inside_frame_) problem_ = "the file is cut off here";
  return false;
}

void CompressedLines::decompress() {
  const std::size_t before = text_.size();
  text_.resize(before + ZSTD_DStreamOutSize());
  ZSTD_outBuffer room{text_.data() + before, text_.size() - before, 0};
  const std::size_t left = ZSTD_decompressStream(context_.get(), &room, &unread_);
  text_.resize(before + room.pos);
  inside_frame_ = left != 0;
  if (ZSTD_isError(left) == 0) return;
  problem_ = std::string("it cannot be decompressed: ") + ZSTD_getErrorName(left);
  ended_ = true;
}

void CompressedLines::compact() {
  if (at_ < kCompactBytes && at_ < text_.size()) return;
  text_.erase(0, at_);
  scanned_ -= at_;
  at_ = 0;
  if (text_.capacity() > kKeptBytes && text_.size() < kCompactBytes) text_.shrink_to_fit();
}

}  // namespace pipevane::session

// A file that text is appended to, compressed on the way. Home of zstd together with
// compressed_lines.h.
#pragma once

#include <zstd.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace pipevane::session {

// Only the owner may read the file. What a full disk refuses waits in memory, so that the file
// never has a hole: while `write` fails, add nothing more.
class CompressedFile {
 public:
  // Throws Error where the file is there already (unless it may be overwritten) or cannot be made.
  CompressedFile(const std::string& path, bool overwrite);
  ~CompressedFile();
  CompressedFile(const CompressedFile&) = delete;
  CompressedFile& operator=(const CompressedFile&) = delete;

  void add(std::string_view text);
  // Everything added so far can be read back once this has answered true; else errno says why.
  bool flush();
  // Ends the compressed text. Only `bytes` may be called afterwards.
  bool finish();
  // Hands to the file what waits. False: it could not take it, errno says why.
  bool write();

  // Of the file, as soon as everything is written.
  std::uint64_t bytes() const { return written_ + waiting_.size(); }

 private:
  void compress(std::string_view text, ZSTD_EndDirective how);

  int descriptor_;
  std::unique_ptr<ZSTD_CCtx, std::size_t (*)(ZSTD_CCtx*)> context_;
  std::string waiting_;
  std::uint64_t written_ = 0;
};

}  // namespace pipevane::session

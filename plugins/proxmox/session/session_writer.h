// Writes a session file, exchange by exchange.
#pragma once

#include <pipevane/abi.h>

#include <cstdint>
#include <memory>
#include <string>

namespace pipevane::session {

class CompressedFile;

// After `flush` a crash loses nothing of what was appended. No credential is written. What goes
// wrong is a value, never an exception: false, and `problem` says why. One thread.
class SessionWriter {
 public:
  struct Settings {
    std::string path;
    std::int64_t max_bytes = std::int64_t{1} << 30;
    bool overwrite = false;
    std::int64_t created_ms = 0;
  };
  // Throws Error where the file is there already (unless it may be overwritten) or cannot be made.
  explicit SessionWriter(Settings settings);
  // Ends the file where nobody did.
  ~SessionWriter();

  // False: the exchange is not in the file, because the disk refuses more or the limit is reached.
  bool append(const pv_exchange& exchange);
  // Once after each batch. False: what was appended has not reached the file (yet).
  bool flush();
  // Ends the file; nothing can be appended afterwards.
  bool finish();

  const std::string& path() const { return settings_.path; }
  const std::string& problem() const { return problem_; }
  // The file has its greatest size and is ended.
  bool full() const { return full_; }
  std::uint64_t bytes() const;
  std::uint64_t exchanges() const { return exchanges_; }

 private:
  bool fail(const std::string& why);
  bool worked(bool written);

  Settings settings_;
  std::unique_ptr<CompressedFile> file_;
  std::string line_;
  std::string problem_;
  bool finished_ = false, full_ = false, blocked_ = false;
  std::uint64_t exchanges_ = 0;
};

}  // namespace pipevane::session

// The lines of a zstd-compressed text, one after another and never the whole of it in memory. Home
// of zstd together with compressed_file.h.
#pragma once

#include <zstd.h>

#include <cstdint>
#include <istream>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace pipevane::session {

// Takes any bytes: what is wrong with them ends the lines and is kept as `problem`. Text that is
// not compressed is taken as it is. `in` outlives this.
class CompressedLines {
 public:
  explicit CompressedLines(std::istream& in);

  // The next line without its end, valid until the next call. False at the end, or at a problem.
  bool next(std::string_view& line);

  // Of the line that `next` gave, from 1.
  std::uint64_t number() const { return number_; }
  // Why the lines ended; empty at the proper end of the text.
  const std::string& problem() const { return problem_; }

 private:
  bool findEnd(std::size_t& end);
  bool takeRest(std::string_view& line);
  bool fill();
  bool refill();
  void begin();
  bool endOfInput();
  void decompress();
  void compact();

  std::istream& in_;
  std::unique_ptr<ZSTD_DCtx, std::size_t (*)(ZSTD_DCtx*)> context_;
  std::vector<char> packed_;
  ZSTD_inBuffer unread_{};
  std::string text_;
  std::size_t at_ = 0;       // where the next line begins
  std::size_t scanned_ = 0;  // up to here there is no line end behind at_
  std::uint64_t number_ = 0;
  bool begun_ = false, plain_ = false, inside_frame_ = false, ended_ = false;
  std::string problem_;
};

}  // namespace pipevane::session

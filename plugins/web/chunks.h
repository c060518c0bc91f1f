// A body that comes in chunks (RFC 9112, section 7.1).
#pragma once

#include <cstddef>
#include <string>

namespace pipevane::web {

class Chunks {
 public:
  explicit Chunks(std::size_t most_bytes) : most_bytes_(most_bytes) {}

  // Takes whole chunks off the front of `bytes`; true once the last is there. Throws Problem.
  bool take(std::string& bytes);
  std::string& body() { return body_; }

 private:
  enum class Step { kChunk, kTrailer, kDone };
  bool takeChunk(std::string& bytes);
  bool takeTrailer(std::string& bytes);

  const std::size_t most_bytes_;
  std::string body_;
  std::size_t trailer_bytes_ = 0;
  Step step_ = Step::kChunk;
};

}  // namespace pipevane::web

#include "plugins/web/chunks.h"

#include "plugins/web/http.h"

#include <charconv>
#include <string_view>

namespace pipevane::web {
namespace {

constexpr std::string_view kLineEnd = "\r\n";
constexpr std::size_t kMostLineBytes = 256;
constexpr std::size_t kMostTrailerBytes = 4096;

Problem badChunk() { return {400, "Bad body", "its chunks cannot be read"}; }

// "1a" or "1a;extension".
std::size_t sizeIn(std::string_view line) {
  const std::string_view digits = line.substr(0, line.find(';'));
  std::size_t size = 0;
  const char* end = digits.data() + digits.size();
  const auto [at, error] = std::from_chars(digits.data(), end, size, 16);
  if (error != std::errc{} || at != end) throw badChunk();
  return size;
}

// Where the first line ends; npos: not yet.
std::size_t lineEnd(const std::string& bytes) {
  const std::size_t end = bytes.find(kLineEnd);
  if (end == std::string::npos ? bytes.size() > kMostLineBytes : end > kMostLineBytes)
    throw badChunk();
  return end;
}

}  // namespace

bool Chunks::take(std::string& bytes) {
  while (step_ == Step::kChunk)
    if (!takeChunk(bytes)) return false;
  while (step_ == Step::kTrailer)
    if (!takeTrailer(bytes)) return false;
  return true;
}

bool Chunks::takeChunk(std::string& bytes) {
  const std::size_t line = lineEnd(bytes);
  if (line == std::string::npos) return false;
  const std::size_t size = sizeIn(std::string_view(bytes).substr(0, line));
  const std::size_t begin = line + kLineEnd.size();
  if (size == 0) {
    bytes.erase(0, begin);
    step_ = Step::kTrailer;
    return true;
  }
  // Before anything is kept: what is too long is refused by its announcement.
  if (size > most_bytes_ - body_.size())
    throw Problem{413, "Body too big",
                  "it has more than " + std::to_string(most_bytes_) + " bytes"};
  if (bytes.size() < begin + size + kLineEnd.size()) return false;
  if (bytes.compare(begin + size, kLineEnd.size(), kLineEnd) != 0) throw badChunk();
  body_.append(bytes, begin, size);
  bytes.erase(0, begin + size + kLineEnd.size());
  return true;
}

// Nothing in it is of use here.
bool Chunks::takeTrailer(std::string& bytes) {
  const std::size_t line = lineEnd(bytes);
  if (line == std::string::npos) return false;
  trailer_bytes_ += line;
  if (trailer_bytes_ > kMostTrailerBytes) throw badChunk();
  if (line == 0) step_ = Step::kDone;
  bytes.erase(0, line + kLineEnd.size());
  return true;
}

}  // namespace pipevane::web

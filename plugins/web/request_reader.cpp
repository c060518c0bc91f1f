#include "plugins/web/request_reader.h"

#include "plugins/web/request_head.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace pipevane::web {
namespace {

constexpr std::size_t kMostMethodBytes = 16;

bool sameWord(std::string_view one, std::string_view other) {
  return std::ranges::equal(one, other, [](char a, char b) {
    return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
  });
}

std::size_t lengthIn(std::string_view text) {
  std::size_t length = 0;
  const char* end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, length);
  if (error == std::errc::result_out_of_range) return std::string::npos;
  if (error != std::errc{} || at != end)
    throw Problem{400, "Bad header", "\"Content-Length\" is no number"};
  return length;
}

}  // namespace

std::optional<Request> RequestReader::next() {
  if (!head_ && !readHead()) return std::nullopt;
  if (!readBody()) return std::nullopt;
  std::optional<Request> whole = std::move(head_);
  head_.reset();
  chunks_.reset();
  waits_ = false;
  return whole;
}

bool RequestReader::waitsToContinue() { return std::exchange(waits_, false); }

bool RequestReader::readHead() {
  // An empty line before a request is a bad habit of old clients, and harmless; a second one is not
  // theirs.
  if (!skipped_line_ && buffer_.starts_with("\r\n")) {
    buffer_.erase(0, 2);
    searched_ = 0;
    skipped_line_ = true;
  }
  checkBeginning();
  const std::size_t end = headEnd();
  if ((end == 0 ? buffer_.size() : end) > kMostHeadBytes)
    throw Problem{431, "Header too big", "it has more than 32768 bytes"};
  if (end == 0) return false;
  head_ = web::readHead(std::string_view(buffer_).substr(0, end - 4), kMostHeaders);
  buffer_.erase(0, end);
  searched_ = 0;
  skipped_line_ = false;
  expectBody();
  return true;
}

// What is no request, TLS for one, is told so before its end, which may never come.
void RequestReader::checkBeginning() const {
  if (buffer_.empty() || buffer_ == "\r") return;
  const std::string_view beginning = std::string_view(buffer_).substr(0, kMostMethodBytes + 1);
  const std::string_view method = beginning.substr(0, beginning.find(' '));
  const std::size_t letters =
      static_cast<std::size_t>(std::ranges::find_if_not(method, isTokenLetter) - method.begin());
  if (letters == 0 || letters > kMostMethodBytes || letters < method.size())
    throw Problem{400, "Bad request line", "it does not begin with a method"};
}

// One behind the empty line; 0: it is not there yet.
std::size_t RequestReader::headEnd() {
  for (;;) {
    const std::size_t line = buffer_.find('\n', searched_);
    if (line == std::string::npos) break;
    if (line == 0 || buffer_[line - 1] != '\r')
      throw Problem{400, "Bad header", "a line of it does not end with CR and LF"};
    searched_ = line + 1;
    if (line >= 3 && buffer_.compare(line - 3, 4, "\r\n\r\n") == 0) return line + 1;
  }
  searched_ = buffer_.size();
  return 0;
}

void RequestReader::expectBody() {
  const std::string_view encoding = head_->header("transfer-encoding");
  const std::string_view length = head_->header("content-length");
  if (!encoding.empty() && !length.empty())
    throw Problem{400, "Bad header",
                  "\"Content-Length\" and \"Transfer-Encoding\" contradict each other"};
  if (!encoding.empty() && !sameWord(encoding, "chunked"))
    throw Problem{501, "Unknown encoding", "the only \"Transfer-Encoding\" known is chunked"};
  if (!encoding.empty()) chunks_.emplace(kMostBodyBytes);
  body_bytes_ = length.empty() ? 0 : lengthIn(length);
  if (body_bytes_ > kMostBodyBytes)
    throw Problem{413, "Body too big", "it has more than 65536 bytes"};
  waits_ = sameWord(head_->header("expect"), "100-continue");
}

bool RequestReader::readBody() {
  if (chunks_) {
    if (!chunks_->take(buffer_)) return false;
    head_->body = std::move(chunks_->body());
    return true;
  }
  if (buffer_.size() < body_bytes_) return false;
  head_->body = buffer_.substr(0, body_bytes_);
  buffer_.erase(0, body_bytes_);
  return true;
}

}  // namespace pipevane::web

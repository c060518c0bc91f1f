#include "plugins/proxmox/receiving/request_reader.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace pipevane::proxmox {
namespace {

constexpr std::string_view kHeadEnd = "\r\n\r\n", kLineEnd = "\r\n";

bool isTokenLetter(char c) {
  constexpr std::string_view kSigns = "!#$%&'*+-.^_`|~";
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         kSigns.find(c) != std::string_view::npos;
}

std::string lowered(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

bool isPlain(std::string_view text) {
  return std::ranges::none_of(
      text, [](char c) { return (static_cast<unsigned char>(c) < ' ' && c != '\t') || c == 0x7F; });
}

}  // namespace

void RequestReader::feed(std::string_view bytes) {
  if (begin_ > 0) letGo();
  if (head_) buffer_.reserve(body_bytes_);  // for no more than was announced
  buffer_.append(bytes);
}

// What was read of it goes, and the rest has no more room than it needs.
void RequestReader::letGo() {
  buffer_ = std::string(unread());
  begin_ = 0;
}

const Request* RequestReader::head() {
  if (head_) return std::exchange(told_head_, true) ? nullptr : &*head_;
  // What is no request, TLS for one, is told so before its end, which may never come.
  const std::string_view text = unread();
  if (!text.empty() && !isTokenLetter(text.front()))
    throw Problem{400, "it is no request of HTTP; choose http, not https"};
  const std::size_t end = text.find(kHeadEnd, searched_);
  if (std::min(end, text.size()) > kMostHeadBytes)
    throw Problem{431, "its head has more than 8192 bytes"};
  if (end == std::string_view::npos) {
    searched_ = text.size() < kHeadEnd.size() ? 0 : text.size() - kHeadEnd.size();
    return nullptr;
  }
  readHead(text.substr(0, end));
  begin_ += end + kHeadEnd.size();
  searched_ = 0;
  told_head_ = true;
  return &*head_;
}

std::optional<Request> RequestReader::whole() {
  if (!head_ || unread().size() < body_bytes_) return std::nullopt;
  std::optional<Request> request = std::exchange(head_, std::nullopt);
  if (begin_ == 0) {
    // It came in several pieces, and may be large: it is moved, not copied.
    std::string behind = buffer_.substr(body_bytes_);
    buffer_.resize(body_bytes_);
    request->body = std::exchange(buffer_, std::move(behind));
  } else {
    request->body = unread().substr(0, body_bytes_);
    begin_ += body_bytes_;
    // Not each time, as many may stand behind each other.
    if (begin_ >= buffer_.size() - begin_) letGo();
  }
  told_head_ = waits_ = false;
  return request;
}

bool RequestReader::waitsToContinue() {
  return head_ && unread().size() < body_bytes_ && std::exchange(waits_, false);
}

void RequestReader::readHead(std::string_view text) {
  head_.emplace();
  body_bytes_ = 0;
  has_length_ = waits_ = false;
  const auto next = [&text] {
    const std::size_t end = std::min(text.find(kLineEnd), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + kLineEnd.size(), text.size()));
    return line;
  };
  try {
    readRequestLine(next());
    for (std::size_t count = 0; !text.empty(); ++count) {
      if (count == kMostHeaders) throw Problem{431, "its head has more than 64 lines"};
      readHeader(next());
    }
    if (!has_length_ && head_->method == "POST")
      throw Problem{411, "it does not say how long its body is"};
  } catch (...) {
    head_.reset();
    throw;
  }
}

void RequestReader::readRequestLine(std::string_view line) {
  const std::size_t first = line.find(' '), last = line.rfind(' ');
  if (first == std::string_view::npos || first == last || !isPlain(line))
    throw Problem{400, "it does not begin with a method, a path and a version"};
  const std::string_view version = line.substr(last + 1);
  if (version != "HTTP/1.1" && version != "HTTP/1.0")
    throw Problem{505, "it is none of HTTP/1.1 or HTTP/1.0"};
  head_->keep_alive = version == "HTTP/1.1";
  head_->method = line.substr(0, first);
  const std::string_view target = line.substr(first + 1, last - first - 1);
  if (!target.starts_with('/') || target.find(' ') != std::string_view::npos)
    throw Problem{400, "its path does not begin with a slash"};
  const std::size_t question = std::min(target.find('?'), target.size());
  head_->path = target.substr(0, question);
  head_->query = target.substr(std::min(question + 1, target.size()));
}

void RequestReader::readHeader(std::string_view line) {
  const std::size_t colon = line.find(':');
  if (colon == 0 || colon == std::string_view::npos || !isPlain(line) ||
      !std::ranges::all_of(line.substr(0, colon), isTokenLetter))
    throw Problem{400, "a line of its head is no header"};
  const std::string name = lowered(line.substr(0, colon));
  const std::string_view value = trimmed(line.substr(colon + 1));
  if (name == "content-length") {
    std::size_t length = 0;
    const char* const end = value.data() + value.size();
    const auto [at, error] = std::from_chars(value.data(), end, length);
    if (has_length_ || error == std::errc::invalid_argument || at != end)
      throw Problem{400, "its Content-Length is no number"};
    if (error != std::errc{} || length > most_body_bytes_)
      throw Problem{413, "its body has more than " + std::to_string(most_body_bytes_) + " bytes"};
    has_length_ = true;
    body_bytes_ = length;
  } else if (name == "transfer-encoding") {
    throw Problem{501, "its body comes in chunks; it is to say how long it is"};
  } else if (name == "authorization") {
    head_->authorization = value;
  } else if (name == "x-pipevane-token") {
    head_->own_token = value;
  } else if (name == "content-encoding") {
    head_->content_encoding = lowered(value);
  } else if (name == "expect") {
    waits_ = lowered(value) == "100-continue";
  } else if (name == "connection") {
    const std::string words = lowered(value);
    if (words.find("close") != std::string::npos) head_->keep_alive = false;
  }
}

}  // namespace pipevane::proxmox

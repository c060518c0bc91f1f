// Puts the requests of a client together, whatever its bytes are. A part of HTTP/1.1:
// bodies have a length, and are kept only once it is known that they may be sent.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace pipevane::proxmox {

// What is wrong with a request, as it is answered.
struct Problem {
  int status;
  std::string why;  // a sentence without an end
};

struct Request {
  std::string method, path, query;
  std::string authorization, own_token, content_encoding;  // of its headers
  std::string body;
  bool keep_alive = true;
};

class RequestReader {
 public:
  // As Proxmox VE's own server has it.
  static constexpr std::size_t kMostHeadBytes = 8 * 1024;
  static constexpr std::size_t kMostHeaders = 64;

  explicit RequestReader(std::size_t most_body_bytes) : most_body_bytes_(most_body_bytes) {}

  void feed(std::string_view bytes);
  // The next head, once; its body is awaited then. Throws Problem where there is none: nothing
  // behind it can be read.
  const Request* head();
  // The whole request, or nothing while there is more to come.
  std::optional<Request> whole();

  bool begun() const { return head_.has_value() || begin_ < buffer_.size(); }
  // Whether the client waits for a word before it sends the body; true once.
  bool waitsToContinue();
  std::size_t heldBytes() const { return buffer_.capacity(); }
  // What its body will need.
  std::size_t announcedBytes() const { return head_ ? body_bytes_ : 0; }

 private:
  std::string_view unread() const { return std::string_view(buffer_).substr(begin_); }
  void letGo();
  void readHead(std::string_view text);
  void readRequestLine(std::string_view line);
  void readHeader(std::string_view line);

  std::size_t most_body_bytes_;
  std::string buffer_;
  std::size_t begin_ = 0;     // of what was not read yet
  std::size_t searched_ = 0;  // of that, for the end of a head
  std::optional<Request> head_;
  bool told_head_ = false, waits_ = false, has_length_ = false;
  std::size_t body_bytes_ = 0;
};

}  // namespace pipevane::proxmox

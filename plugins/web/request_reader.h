// Puts requests together from the bytes of a client, whatever these are (RFC 9112). Strict, for
// what can be read in two ways is two requests to somebody in between. Never waits.
#pragma once

#include "plugins/web/chunks.h"
#include "plugins/web/http.h"

#include <optional>
#include <string>
#include <string_view>

namespace pipevane::web {

class RequestReader {
 public:
  static constexpr std::size_t kMostHeadBytes = 32 * 1024;
  static constexpr std::size_t kMostHeaders = 100;
  static constexpr std::size_t kMostBodyBytes = 64 * 1024;

  void feed(std::string_view bytes) { buffer_.append(bytes); }
  // The next whole request, or nothing while there is more to come. Throws Problem where there is
  // none: the connection must be closed then, nothing after it can be read.
  std::optional<Request> next();

  // Whether a part of a request is there.
  bool begun() const { return head_.has_value() || !buffer_.empty(); }
  // True once, where the client waits for a word before it sends the body.
  bool waitsToContinue();
  // Of the request that is being read, as far as it is known.
  std::string_view method() const { return head_ ? std::string_view(head_->method) : ""; }
  // What came behind the last request.
  const std::string& behind() const { return buffer_; }

 private:
  bool readHead();
  void checkBeginning() const;
  std::size_t headEnd();
  void expectBody();
  bool readBody();

  std::string buffer_;
  std::size_t searched_ = 0;     // of the buffer, for the end of the head
  bool skipped_line_ = false;    // before the head
  std::optional<Request> head_;  // of the request whose body is awaited
  std::size_t body_bytes_ = 0;
  std::optional<Chunks> chunks_;  // where the body comes in them
  bool waits_ = false;
};

}  // namespace pipevane::web

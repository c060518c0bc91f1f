// The session cookie: signed with what only the server knows, so that nothing about it has to be
// kept, and a restart does not end it. A new token does. Thread-safe.
#pragma once

#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>

namespace pipevane::web {

class Cookies {
 public:
  Cookies(std::string key, bool secure) : key_(std::move(key)), secure_(secure) {}

  // The values of Set-Cookie.
  std::string begin(std::int64_t now_ms) const;
  std::string end() const;
  // Whether the header `Cookie` holds one that is valid.
  bool valid(std::string_view header, std::int64_t now_ms);
  // Takes no more of the one in that header.
  void revoke(std::string_view header);

 private:
  std::string attributes() const;

  const std::string key_;
  const bool secure_;
  std::mutex mutex_;
  std::deque<std::string> revoked_;
};

}  // namespace pipevane::web

// The session cookie: signed with what only the server knows, so that only those that were ended
// have to be kept, and a restart neither ends one nor brings one back. Thread-safe.
#pragma once

#include "plugins/web/revocations.h"

#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>

namespace pipevane::web {

class Cookies {
 public:
  // What is revoked is kept in `folder`. Throws Error.
  Cookies(std::string key, bool secure, const std::string& folder)
      : key_(std::move(key)), secure_(secure), revoked_(folder) {}

  // The values of Set-Cookie.
  std::string begin(std::int64_t now_ms) const;
  std::string end() const;
  // Whether the header `Cookie` holds one that is valid.
  bool valid(std::string_view header, std::int64_t now_ms);
  // Takes the one in that header no more, if it was valid. Throws Error where that cannot be kept.
  void revoke(std::string_view header, std::int64_t now_ms);

 private:
  std::string attributes() const;
  std::string_view claimIn(std::string_view header, std::int64_t now_ms) const;

  const std::string key_;
  const bool secure_;
  std::mutex mutex_;
  Revocations revoked_;
};

}  // namespace pipevane::web

#include "plugins/web/cookie.h"

#include "plugins/web/random_text.h"
#include "plugins/web/token.h"

#include <algorithm>
#include <charconv>

namespace pipevane::web {
namespace {

constexpr std::string_view kName = "pipevane_session";
constexpr std::int64_t kLifeSeconds = 30 * 86'400;
constexpr std::size_t kNonceBytes = 16;

// The cookie's value, or nothing.
std::string_view valueIn(std::string_view header) {
  while (!header.empty()) {
    const std::size_t end = std::min(header.find(';'), header.size());
    std::string_view pair = header.substr(0, end);
    header.remove_prefix(std::min(end + 1, header.size()));
    while (pair.starts_with(' ')) pair.remove_prefix(1);
    if (pair.starts_with(kName) && pair.substr(kName.size()).starts_with('='))
      return pair.substr(kName.size() + 1);
  }
  return {};
}

std::int64_t expiryOf(std::string_view claim) {
  std::int64_t seconds = 0;
  std::from_chars(claim.data(), claim.data() + claim.size(), seconds);
  return seconds;
}

}  // namespace

std::string Cookies::attributes() const {
  return std::string("; Path=/; HttpOnly; SameSite=Strict") + (secure_ ? "; Secure" : "");
}

std::string Cookies::begin(std::int64_t now_ms) const {
  const std::string claim =
      std::to_string(now_ms / 1000 + kLifeSeconds) + "." + randomText(kNonceBytes);
  return std::string(kName) + "=" + claim + "." + signatureOf(claim, key_) +
         "; Max-Age=" + std::to_string(kLifeSeconds) + attributes();
}

std::string Cookies::end() const { return std::string(kName) + "=; Max-Age=0" + attributes(); }

// What it claims, where that is signed and not over; else empty.
std::string_view Cookies::claimIn(std::string_view header, std::int64_t now_ms) const {
  const std::string_view value = valueIn(header);
  const std::size_t dot = value.rfind('.');
  if (dot == std::string_view::npos) return {};
  const std::string_view claim = value.substr(0, dot);
  if (!equalSecrets(value.substr(dot + 1), signatureOf(claim, key_))) return {};
  return expiryOf(claim) > now_ms / 1000 ? claim : std::string_view();
}

bool Cookies::valid(std::string_view header, std::int64_t now_ms) {
  const std::string_view claim = claimIn(header, now_ms);
  if (claim.empty()) return false;
  const std::lock_guard lock(mutex_);
  return !revoked_.contains(claim);
}

void Cookies::revoke(std::string_view header, std::int64_t now_ms) {
  const std::string_view claim = claimIn(header, now_ms);
  if (claim.empty()) return;
  const std::lock_guard lock(mutex_);
  revoked_.add(claim, expiryOf(claim), now_ms / 1000);
}

}  // namespace pipevane::web

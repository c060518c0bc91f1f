#include "plugins/proxmox/api/access.h"

#include <pipevane/error.h>

#include <algorithm>
#include <cctype>

namespace pipevane::proxmox {
namespace {

constexpr std::size_t kLongest = 256;
constexpr std::size_t kDigestDigits = 64;

bool printable(const std::string& text) {
  return std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7f; });
}

bool isTokenId(const std::string& id) {
  const auto at = id.find('@');
  const auto bang = id.find('!');
  return id.size() <= kLongest && printable(id) && at != std::string::npos && at > 0 &&
         bang != std::string::npos && bang > at + 1 && bang + 1 < id.size() &&
         id.find('=') == std::string::npos && id.find('!', bang + 1) == std::string::npos;
}

}  // namespace

Token::Token(std::string id, std::string secret) : id_(std::move(id)), secret_(std::move(secret)) {
  if (!isTokenId(id_))
    throw Error(
        "cannot use the token's id: it reads USER@REALM!NAME, as in monitor@pve!pipevane, and the "
        "secret is an option of its own");
  if (secret_.empty() || secret_.size() > kLongest || !printable(secret_))
    throw Error(
        "cannot use the token's secret: it is empty, too long or holds blanks; Proxmox VE shows it "
        "once, when the token is made");
}

std::string Trust::parseFingerprint(std::string_view text) {
  std::string digits;
  for (const char c : text) {
    if (c == ':') continue;
    if (std::isxdigit(static_cast<unsigned char>(c)) == 0)
      throw Error(
          "cannot use the fingerprint: it is 64 hexadecimal digits, with colons or without");
    digits += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  if (digits.size() != kDigestDigits)
    throw Error("cannot use the fingerprint: a SHA-256 one has 64 hexadecimal digits, this one " +
                std::to_string(digits.size()));
  std::string grouped;
  for (std::size_t i = 0; i < digits.size(); i += 2)
    grouped.append(i == 0 ? "" : ":").append(digits, i, 2);
  return grouped;
}

}  // namespace pipevane::proxmox

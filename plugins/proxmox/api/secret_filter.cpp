#include "plugins/proxmox/api/secret_filter.h"

#include <cctype>
#include <cstring>
#include <string_view>

namespace pipevane::proxmox {
namespace {

constexpr std::string_view kRemoved = "(removed)";
constexpr std::size_t kShortest = 8;

// Whether `text` begins with %XX for `c`.
bool encoded(std::string_view text, char c) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  const auto digit = [](char each) {
    return static_cast<char>(std::toupper(static_cast<unsigned char>(each)));
  };
  const auto byte = static_cast<unsigned char>(c);
  return text.size() >= 3 && text[0] == '%' && digit(text[1]) == kDigits[byte >> 4] &&
         digit(text[2]) == kDigits[byte & 15];
}

// How long `wanted` is at the beginning of `text`; 0 where it is not there.
std::size_t lengthIn(std::string_view text, std::string_view wanted) {
  std::size_t at = 0;
  for (const char c : wanted) {
    if (encoded(text.substr(at), c))
      at += 3;
    else if (at < text.size() && text[at] == c)
      ++at;
    else
      return 0;
  }
  return at;
}

// Whether it is worth a closer look: an answer has tens of MB, and hardly any has a secret in it.
bool mayHold(std::string_view text, std::string_view wanted) {
  return text.find('%') != std::string_view::npos ||
         memmem(text.data(), text.size(), wanted.data(), wanted.size()) != nullptr;
}

void remove(std::string& text, std::string_view wanted) {
  if (wanted.size() < kShortest || !mayHold(text, wanted)) return;
  const std::string_view all = text;
  std::string kept;
  std::size_t from = 0;
  for (std::size_t at = 0; at < all.size(); ++at) {
    if (all[at] != wanted.front() && all[at] != '%') continue;
    const std::size_t length = lengthIn(all.substr(at), wanted);
    if (length == 0) continue;
    kept.append(all, from, at - from).append(kRemoved);
    from = at + length;
    at = from - 1;
  }
  if (from == 0) return;
  kept.append(all, from);
  text = std::move(kept);
}

}  // namespace

SecretFilter::SecretFilter(const Token& token) : header_(token.header()), secret_(token.secret()) {}

void SecretFilter::clean(Answer& answer) const {
  clean(answer.reason);
  clean(answer.body);
  for (auto& [name, value] : answer.headers) {
    clean(name);
    clean(value);
  }
}

void SecretFilter::clean(std::string& text) const {
  // The longer one first: nothing of it is to be left.
  remove(text, header_);
  remove(text, secret_);
}

}  // namespace pipevane::proxmox

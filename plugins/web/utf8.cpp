#include "plugins/web/utf8.h"

#include <cstdint>

namespace pipevane::web {
namespace {

bool continues(unsigned char byte) { return (byte & 0xC0U) == 0x80U; }

// How long a character that begins so is, and the range that its second byte must be in: what keeps
// out overlong forms, surrogates and what is beyond Unicode.
struct Lead {
  std::size_t length;
  unsigned char least, most;
};
Lead leadOf(unsigned char byte) {
  if (byte >= 0xC2 && byte <= 0xDF) return {2, 0x80, 0xBF};
  if (byte == 0xE0) return {3, 0xA0, 0xBF};
  if (byte == 0xED) return {3, 0x80, 0x9F};
  if (byte >= 0xE1 && byte <= 0xEF) return {3, 0x80, 0xBF};
  if (byte == 0xF0) return {4, 0x90, 0xBF};
  if (byte >= 0xF1 && byte <= 0xF3) return {4, 0x80, 0xBF};
  if (byte == 0xF4) return {4, 0x80, 0x8F};
  return {0, 0, 0};
}

}  // namespace

std::size_t validCharacter(std::string_view text) {
  if (text.empty()) return 0;
  const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  if (byte(0) < 0x80) return 1;
  const Lead lead = leadOf(byte(0));
  if (lead.length == 0 || text.size() < lead.length) return 0;
  if (byte(1) < lead.least || byte(1) > lead.most) return 0;
  for (std::size_t i = 2; i < lead.length; ++i)
    if (!continues(byte(i))) return 0;
  return lead.length;
}

bool validUtf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = validCharacter(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

}  // namespace pipevane::web

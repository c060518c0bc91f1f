// Text from outside as a sentence may have it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace pipevane::proxmox::events {

// One line of at most `most` bytes, cut between two characters; what is no printable character is a
// blank.
inline std::string plainText(std::string_view text, std::size_t most) {
  if (text.size() > most) {
    const auto continues = [](char c) { return (static_cast<unsigned char>(c) & 0xC0u) == 0x80u; };
    while (most > 0 && continues(text[most])) --most;
    text = text.substr(0, most);
  }
  std::string plain(text);
  for (char& each : plain)
    if (static_cast<unsigned char>(each) < 0x20 || each == 0x7F) each = ' ';
  return plain;
}

}  // namespace pipevane::proxmox::events

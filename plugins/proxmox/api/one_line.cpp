#include "plugins/proxmox/api/one_line.h"

#include <Poco/UTF8Encoding.h>

namespace pipevane::proxmox {
namespace {

// Of the character that begins like this; 1 where none does.
std::size_t lengthOf(char first) {
  const auto byte = static_cast<unsigned char>(first);
  if (byte >= 0xf0) return 4;
  if (byte >= 0xe0) return 3;
  return byte >= 0xc0 ? 2 : 1;
}

bool isLegal(std::string_view character) {
  return Poco::UTF8Encoding::isLegal(reinterpret_cast<const unsigned char*>(character.data()),
                                     static_cast<int>(character.size()));
}

}  // namespace

std::string oneLine(std::string_view text, std::size_t most) {
  std::string line;
  while (!text.empty()) {
    const std::size_t length = lengthOf(text.front());
    const std::string_view character = text.substr(0, length);
    const bool legal = character.size() == length && isLegal(character);
    if (line.size() + character.size() > most) break;
    const auto byte = static_cast<unsigned char>(text.front());
    if (!legal)
      line += '?';
    else if (byte < 0x20 || byte == 0x7f)
      line += ' ';
    else
      line += character;
    text.remove_prefix(legal ? length : 1);
  }
  return line;
}

}  // namespace pipevane::proxmox

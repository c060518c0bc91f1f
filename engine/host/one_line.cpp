#include "engine/host/one_line.h"

#include <Poco/UTF8Encoding.h>

namespace pipevane::host {
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

// What a terminal obeys and nobody sees: C0 and C1 controls, the ends of lines and paragraphs, and
// what turns the direction of writing round, so that a sentence shows as another one.
bool commands(std::string_view character) {
  if (character.size() == 1)
    return static_cast<unsigned char>(character[0]) < 0x20 || character[0] == 0x7f;
  if (character.size() == 2)
    return (character[0] == '\xc2' && character[1] < '\xa0') || character == "\xd8\x9c";
  if (character.size() != 3 || character[0] != '\xe2') return false;
  const char last = character[2];
  if (character[1] == '\x80')
    return last == '\x8e' || last == '\x8f' || (last >= '\xa8' && last <= '\xae');
  return character[1] == '\x81' && last >= '\xa6' && last <= '\xa9';
}

}  // namespace

std::string oneLine(std::string_view text) {
  std::string line;
  while (!text.empty()) {
    const std::size_t length = lengthOf(text.front());
    const std::string_view character = text.substr(0, length);
    const bool legal = character.size() == length && isLegal(character);
    if (!legal)
      line += '?';
    else if (commands(character))
      line += ' ';
    else
      line += character;
    text.remove_prefix(legal ? length : 1);
  }
  return line;
}

}  // namespace pipevane::host

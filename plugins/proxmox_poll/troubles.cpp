#include "plugins/proxmox_poll/troubles.h"

namespace pipevane::proxmox_poll {
namespace {

bool continues(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

}  // namespace

void Troubles::add(std::string_view trouble) {
  if (trouble.empty()) return;
  text_.append(text_.empty() ? "" : "; besides, ");
  if (trouble.size() <= kLongest) {
    text_.append(trouble);
    return;
  }
  // Not within a character.
  std::size_t end = kLongest;
  while (end > 0 && continues(trouble[end])) --end;
  text_.append(trouble.substr(0, end)).append("...");
}

}  // namespace pipevane::proxmox_poll

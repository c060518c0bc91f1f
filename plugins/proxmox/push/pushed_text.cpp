#include "plugins/proxmox/push/pushed_text.h"

#include <simdjson.h>
#include <algorithm>

namespace pipevane::proxmox {

bool isPlainText(std::string_view text) {
  bool ascii = true;
  for (const char c : text) {
    const auto code = static_cast<unsigned char>(c);
    if (code < 0x20 || code == 0x7F) return false;
    ascii = ascii && code < 0x80;
  }
  return ascii || simdjson::validate_utf8(text.data(), text.size());
}

}  // namespace pipevane::proxmox

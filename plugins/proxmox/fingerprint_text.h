// A certificate's fingerprint as Proxmox VE writes it.
#pragma once

#include <cstddef>
#include <string_view>

namespace pipevane::proxmox {

// SHA-256 in upper-case hex with colons.
constexpr bool isFingerprint(std::string_view text) {
  constexpr std::size_t kLength = 32 * 3 - 1;
  if (text.size() != kLength) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool digit = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F');
    if (i % 3 == 2 ? c != ':' : !digit) return false;
  }
  return true;
}

}  // namespace pipevane::proxmox

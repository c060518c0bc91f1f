#include "plugins/proxmox/receiving/token.h"

#include <cstddef>

namespace pipevane::proxmox {

bool isSameToken(std::string_view given, std::string_view secret) {
  if (secret.empty()) return false;
  unsigned different = given.size() == secret.size() ? 0 : 1;
  for (std::size_t i = 0, at = 0; i < given.size(); ++i) {
    different |= static_cast<unsigned char>(given[i]) ^ static_cast<unsigned char>(secret[at]);
    at = at + 1 == secret.size() ? 0 : at + 1;
  }
  return different == 0;
}

}  // namespace pipevane::proxmox

// Whose token it is.
#pragma once

#include <string>

namespace pipevane::proxmox {

// "monitor@pve" of "monitor@pve!pipevane".
inline std::string userOf(const std::string& token_id) {
  return token_id.substr(0, token_id.find('!'));
}
// That user may do everything by itself: what its token lacks is the token's alone.
inline bool isRoots(const std::string& token_id) { return userOf(token_id) == "root@pam"; }

}  // namespace pipevane::proxmox

// Whether who sends knows the word that was agreed on.
#pragma once

#include <string_view>

namespace pipevane::proxmox {

// Takes as long wherever the two differ, and whatever the secret is: how long it takes depends on
// what was given alone. No secret is none: nothing is the same as that.
bool isSameToken(std::string_view given, std::string_view secret);

}  // namespace pipevane::proxmox

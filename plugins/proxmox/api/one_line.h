// What a stranger wrote, fit to be shown.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace pipevane::proxmox {

// UTF-8 without line ends and other control characters, no longer than `most` bytes. What is no
// UTF-8 becomes a question mark.
std::string oneLine(std::string_view text, std::size_t most = 400);

}  // namespace pipevane::proxmox

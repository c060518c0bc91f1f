// What a stranger wrote, fit to be shown.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace pipevane::proxmox {

// UTF-8 without line ends, other control characters (C1 as well) and such as turn the direction of
// writing round: a space for each. No longer than `most` bytes. What is no UTF-8 becomes a question
// mark. The engine has the same rule for its own texts, engine/host/one_line.h.
std::string oneLine(std::string_view text, std::size_t most = 400);

}  // namespace pipevane::proxmox

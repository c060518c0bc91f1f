// The date of HTTP's headers.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace pipevane::proxmox {

// "Mon, 23 Nov 2026 17:38:03 GMT", the one form that is still written, as ms since the epoch.
// Nothing for anything else.
std::optional<std::int64_t> httpDateMs(std::string_view text);

}  // namespace pipevane::proxmox

// A body that came packed.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace pipevane::proxmox_push {

// Of gzip. Throws Problem where it is none, is damaged, or unpacks to more than that.
std::string unpacked(std::string_view packed, std::size_t most_bytes);

}  // namespace pipevane::proxmox_push

// A body that came packed.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace pipevane::proxmox_push {

// Of gzip. Each piece of it is asked for before it is kept: where so many bytes may not be, no more
// is unpacked. Throws Problem then, and where it is none, is damaged, or unpacks to more than that.
std::string unpacked(std::string_view packed, std::size_t most_bytes,
                     const std::function<bool(std::size_t bytes)>& may);

}  // namespace pipevane::proxmox_push

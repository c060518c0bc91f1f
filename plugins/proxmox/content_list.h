// What a storage is for.
#pragma once

#include <string>
#include <string_view>

namespace pipevane::proxmox {

// Proxmox VE tells the list in another order each time: it is sorted, so that it does not change.
std::string contentList(std::string_view list);

}  // namespace pipevane::proxmox

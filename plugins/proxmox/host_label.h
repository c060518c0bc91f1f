// What Proxmox VE lets a node or a cluster be called.
#pragma once

#include <algorithm>
#include <string_view>

namespace pipevane::proxmox {

// A label of a host name: letters, digits, and hyphens within. In a key, a path or a query anything
// else would mean something else.
inline bool isHostLabel(std::string_view name) {
  constexpr std::size_t kLongest = 63;
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  };
  return !name.empty() && name.size() <= kLongest && plain(name.front()) && plain(name.back()) &&
         std::ranges::all_of(name, [&](char c) { return plain(c) || c == '-'; });
}

}  // namespace pipevane::proxmox

// What a node may be called.
#pragma once

#include <algorithm>
#include <cctype>
#include <string_view>

namespace pipevane::proxmox_poll {

// As a host is named. Anything else in a path or a query would ask another question.
inline bool isNodeName(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '.';
  });
}

}  // namespace pipevane::proxmox_poll

// What a stranger named, in a command line.
#pragma once

#include <algorithm>
#include <cctype>
#include <string_view>

namespace pipevane::proxmox {

// As objects of Proxmox VE and their paths are named. Anything else might be a command of its own
// to the shell that somebody gives it to.
inline bool isPlainPath(std::string_view path) {
  return !path.empty() && path.front() != '-' && std::ranges::all_of(path, [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '/' || c == '.' || c == '_' ||
           c == '-';
  });
}

// A name or an address, also of IPv6.
inline bool isPlainHost(std::string_view host) {
  return !host.empty() && host.front() != '-' && std::ranges::all_of(host, [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == ':' || c == '-';
  });
}

}  // namespace pipevane::proxmox

// The number of a guest, as a part of a key.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace pipevane::proxmox {

inline bool isVmid(std::string_view text) {
  constexpr std::size_t kLongest = 9;
  return !text.empty() && text.size() <= kLongest &&
         std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace pipevane::proxmox

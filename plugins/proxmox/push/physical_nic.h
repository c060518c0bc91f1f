// Which network cards of a node are of metal, by their names.
#pragma once

#include <algorithm>
#include <string_view>

namespace pipevane::proxmox {

// As Proxmox VE itself tells them apart where it sums up a node's traffic: eth0, nic0, if0, and all
// that begin with en or ib. A VLAN of one has a dot behind the name, or a hyphen where a format has
// no dots; its traffic is its card's.
inline bool isPhysicalNic(std::string_view name) {
  const auto digits = [](std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
  };
  for (const std::string_view kind : {"eth", "nic", "if"})
    if (name.starts_with(kind) && digits(name.substr(kind.size()))) return true;
  if (!name.starts_with("en") && !name.starts_with("ib")) return false;
  return name.size() > 2 && name.find_first_of(".:-") == std::string_view::npos;
}

}  // namespace pipevane::proxmox

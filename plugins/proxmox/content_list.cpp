#include "plugins/proxmox/content_list.h"

#include <algorithm>
#include <vector>

namespace pipevane::proxmox {

std::string contentList(std::string_view list) {
  std::vector<std::string_view> parts;
  while (!list.empty()) {
    const auto end = std::min(list.find(','), list.size());
    if (end > 0) parts.push_back(list.substr(0, end));
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  std::ranges::sort(parts);
  std::string sorted;
  for (const auto part : parts) sorted.append(sorted.empty() ? "" : ",").append(part);
  return sorted;
}

}  // namespace pipevane::proxmox

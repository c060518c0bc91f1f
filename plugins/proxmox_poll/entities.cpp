#include "plugins/proxmox_poll/entities.h"

#include <algorithm>
#include <iterator>

namespace pipevane::proxmox_poll {

Entities sorted(Entities all) {
  std::ranges::sort(all);
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

Entities both(const Entities& one, const Entities& other) {
  Entities all;
  std::ranges::set_union(one, other, std::back_inserter(all));
  return all;
}

Entities without(const Entities& all, const Entities& some) {
  Entities left;
  std::ranges::set_difference(all, some, std::back_inserter(left));
  return left;
}

}  // namespace pipevane::proxmox_poll

// What the cluster is called that a source watches.
#include "plugins/proxmox/leadership/cluster_name.h"
#include "plugins/proxmox/leadership/leadership.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace pipevane::proxmox {

void Leadership::rename(const std::string& cluster) {
  const std::lock_guard lock(mutex_);
  cluster_ = cluster;
}

// Of the same cluster they have the very name that this one shall have.
std::vector<Rival> Leadership::namedFirst() const {
  if (circle_.named_first == nullptr) return {};
  auto all = rivals(host_, *circle_.named_first);
  const ClusterIdentity own = identity();
  std::erase_if(all, [&](const Rival& each) { return own.known() && each.identity == own.text(); });
  return all;
}

std::string Leadership::freeName() const {
  const std::string before = cluster();
  const auto first = namedFirst();
  if (std::ranges::find(first, before, &Rival::cluster) == first.end()) return before;
  return freeName(rivals(host_, circle_));
}

std::string Leadership::freeName(std::vector<Rival> others) const {
  std::ranges::move(namedFirst(), std::back_inserter(others));
  const std::string wanted = [this] {
    const std::lock_guard lock(mutex_);
    return wanted_;
  }();
  return proxmox::freeName(host_, wanted, others, [this](const Rival& each) { return same(each); });
}

}  // namespace pipevane::proxmox

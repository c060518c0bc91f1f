#include "plugins/proxmox/events/list_doubt.h"

#include <algorithm>
#include <utility>

namespace pipevane::proxmox::events {

std::optional<ListDoubt::List> ListDoubt::hear(List list, bool lacks_nodes) {
  // Where nobody says how the cluster is before the next one, that one is believed.
  const bool in_vain = std::exchange(doubted_, std::nullopt).has_value();
  const bool believed = std::exchange(believes_next_, false) || in_vain;
  if (believed || !lacks_nodes) return list;
  doubted_ = std::move(list);
  return std::nullopt;
}

// Who has no quorum takes all others for offline: where nobody else can be asked, the next list is
// believed. Who has knows which of them are members.
std::optional<ListDoubt::List> ListDoubt::hear(const ClusterStatus& status) {
  auto doubted = std::exchange(doubted_, std::nullopt);
  const bool minority = status.quorate == false;
  believes_next_ = minority && (doubted || believes_next_);
  if (!doubted || minority) return std::nullopt;
  Listed& listed = doubted->listed;
  for (const ClusterStatus::Member& each : status.members)
    if (std::ranges::find(listed.nodes, each.name, &ListedNode::name) == listed.nodes.end())
      listed.left_out.insert(each.name);
  return doubted;
}

}  // namespace pipevane::proxmox::events

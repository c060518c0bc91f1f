#include "plugins/proxmox/events/list_doubt.h"

#include <algorithm>
#include <utility>

namespace pipevane::proxmox::events {
namespace {

// A node that the list has offline is a member that is online: it came back meanwhile.
bool contradicts(const ClusterStatus& status, const Listed& listed) {
  return std::ranges::any_of(listed.nodes, [&](const ListedNode& node) {
    const auto member = std::ranges::find(status.members, node.name, &ClusterStatus::Member::name);
    return node.status == "offline" && member != status.members.end() && member->online;
  });
}

}  // namespace

std::optional<ListDoubt::List> ListDoubt::hear(List list, bool lacks_nodes) {
  // Where nobody says how the cluster is before the next one, that one is believed.
  const bool in_vain = std::exchange(doubted_, std::nullopt).has_value();
  const bool believed = std::exchange(believes_next_, false) || in_vain;
  if (!believed && lacks_nodes) {
    doubted_ = std::move(list);
    return std::nullopt;
  }
  contradicted_ = false;
  return list;
}

// Who has no quorum takes all others for offline: where nobody else can be asked, the next list is
// believed. Who has knows which of them are members. What another one listed nobody can judge any
// more: whoever answers now tells a list of its own.
std::optional<ListDoubt::List> ListDoubt::hear(const ClusterStatus& status, std::string_view host) {
  auto doubted = std::exchange(doubted_, std::nullopt);
  if (doubted && doubted->host != host) doubted.reset();
  const bool minority = status.quorate == false;
  believes_next_ = minority && (doubted || believes_next_);
  if (!doubted || minority) return std::nullopt;
  // Where the next list says so as well, it is no matter of a moment.
  contradicted_ = !contradicted_ && contradicts(status, doubted->listed);
  if (contradicted_) return std::nullopt;
  Listed& listed = doubted->listed;
  for (const ClusterStatus::Member& each : status.members)
    if (std::ranges::find(listed.nodes, each.name, &ListedNode::name) == listed.nodes.end())
      listed.left_out.insert(each.name);
  return doubted;
}

}  // namespace pipevane::proxmox::events

#include "plugins/proxmox_events/poll_name.h"

#include "plugins/proxmox/leadership/rivals.h"

#include <algorithm>
#include <cstdint>

namespace pipevane::proxmox_events {
namespace {

// A poll that cannot say which cluster it is by then may be down.
constexpr std::int64_t kPatienceMs = 3'000, kLookMs = 100;
// Who failed tries again within a minute.
constexpr std::int64_t kLongPatienceMs = 70'000;

}  // namespace

bool awaitPolls(const Host& host, bool of_node_alone) {
  const auto unsettled = [of_node_alone](const proxmox::Rival& each) {
    return each.stage == proxmox::Stage::kAsking ||
           (of_node_alone && each.stage == proxmox::Stage::kUnreached);
  };
  const std::int64_t ends_ms = host.steadyMs() + (of_node_alone ? kLongPatienceMs : kPatienceMs);
  while (host.steadyMs() < ends_ms &&
         std::ranges::any_of(proxmox::rivals(host, proxmox::kPolls), unsettled))
    if (!host.waitFor(kLookMs)) return false;
  return !host.stopping();
}

std::string nameByPoll(const Host& host, const proxmox::ClusterIdentity& identity) {
  if (!identity.known()) return {};
  for (const proxmox::Rival& each : proxmox::rivals(host, proxmox::kPolls))
    if (each.identity == identity.text() && !each.cluster.empty()) return each.cluster;
  return {};
}

}  // namespace pipevane::proxmox_events

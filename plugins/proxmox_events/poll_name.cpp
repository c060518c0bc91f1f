#include "plugins/proxmox_events/poll_name.h"

#include "plugins/proxmox/api/one_line.h"

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

std::string PollName::of(const proxmox::ClusterIdentity& identity) {
  trouble_.clear();
  if (!identity.known()) return {};
  auto polls = proxmox::rivals(host_, proxmox::kPolls);
  const auto before = std::ranges::find(polls, by_, &proxmox::Rival::id);
  if (before != polls.end() && !before->identity.empty() && before->identity != identity.text())
    by_.clear();  // it polls another cluster now
  std::erase_if(polls, [&](const proxmox::Rival& each) {
    return each.identity != identity.text() || each.cluster.empty();
  });
  if (!by_.empty() && std::ranges::find(polls, by_, &proxmox::Rival::id) == polls.end() &&
      proxmox::listedSources(host_, proxmox::kPolls).contains(by_))
    return name_;
  if (polls.empty()) return {};
  const auto meant = std::ranges::find(polls, wanted_, &proxmox::Rival::cluster);
  if (meant == polls.end()) trouble_ = troubleOf(polls);
  const proxmox::Rival& by = meant == polls.end() ? polls.front() : *meant;
  by_ = by.id;
  name_ = by.cluster;
  return name_;
}

std::string PollName::troubleOf(const std::vector<proxmox::Rival>& polls) const {
  const proxmox::Rival& first = polls.front();
  const auto other = std::ranges::find_if(
      polls, [&](const proxmox::Rival& each) { return each.cluster != first.cluster; });
  if (other == polls.end()) return {};
  return "the source \"" + first.id + "\" calls this cluster \"" + proxmox::oneLine(first.cluster) +
         "\" and the source \"" + other->id + "\" calls it \"" + proxmox::oneLine(other->cluster) +
         "\", so it is shown as two, and what happens is told of \"" +
         proxmox::oneLine(first.cluster) +
         "\" alone: give both the same option \"cluster\", or give \"" + std::string(host_.id()) +
         "\" the one of them that is meant";
}

}  // namespace pipevane::proxmox_events

// How the cluster is, as the node that answers sees it.
#include "plugins/proxmox/api/one_line.h"
#include "plugins/proxmox_poll/doctor/judge.h"

#include <algorithm>
#include <string_view>

namespace pipevane::proxmox_poll {
namespace {

using proxmox::ClusterStatus;
using proxmox::oneLine;

Finding quorum(const Seen& seen) {
  const ClusterStatus& cluster = *seen.cluster;
  if (cluster.name.empty())
    return {"quorum", State::kOk, seen.endpoint.url() + " is a node on its own"};
  const std::string name = "the cluster " + oneLine(cluster.name);
  if (!cluster.quorate) return {"quorum", State::kUnknown, name + " does not say if it has quorum"};
  if (*cluster.quorate) return {"quorum", State::kOk, name + " has quorum"};
  return {"quorum",
          State::kWarning,
          name + " has no quorum where " + seen.endpoint.url() +
              " stands: nothing can be started or changed there, and others may be well though "
              "they look offline from it",
          "on that node: pvecm status; then bring members back, or mend the network between them",
          {},
          {"pvecm status"}};
}

std::string_view listedStatus(const Seen& seen, const std::string& name) {
  const auto& nodes = seen.resources->nodes;
  const auto found = std::ranges::find(nodes, name, &proxmox::ResourceSummary::Node::name);
  return found == nodes.end() ? std::string_view{} : std::string_view(found->status);
}

void addMember(const Seen& seen, const ClusterStatus::Member& member, Findings& findings) {
  const std::string name = oneLine(member.name);
  if (!member.online) {
    findings.push_back({"members",
                        State::kWarning,
                        "node " + name + " is offline, as " + seen.endpoint.url() + " sees it",
                        "see whether it runs and reaches the others: pvecm status",
                        {{"node", name}},
                        {"pvecm status"}});
  } else if (seen.resources && listedStatus(seen, member.name) == "unknown") {
    findings.push_back(
        {"members",
         State::kWarning,
         "node " + name +
             " is online, but has told no figures for five minutes: its pvestatd hangs",
         "on " + name +
             ": look for a storage that does not answer (pvesm status), then systemctl "
             "restart pvestatd",
         {{"node", name}},
         {"pvesm status", "systemctl restart pvestatd"}});
  }
}

}  // namespace

void judgeCluster(const Seen& seen, Findings& findings) {
  if (!seen.cluster) return;
  findings.push_back(quorum(seen));
  const std::size_t before = findings.size();
  for (const ClusterStatus::Member& each : seen.cluster->members) addMember(seen, each, findings);
  const std::size_t count = seen.cluster->members.size();
  if (findings.size() == before && seen.resources)
    findings.push_back(
        {"members", State::kOk,
         count == 1 ? "the node is online and tells its figures"
                    : "all " + std::to_string(count) + " nodes are online and tell their figures"});
}

}  // namespace pipevane::proxmox_poll

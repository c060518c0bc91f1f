// How the cluster is, as the node that answers sees it.
#include "plugins/proxmox/api/one_line.h"
#include "plugins/proxmox_poll/doctor/judge.h"
#include "plugins/proxmox_poll/quorum.h"
#include "plugins/proxmox_poll/unlisted.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

namespace pipevane::proxmox_poll {
namespace {

using proxmox::ClusterStatus;
using proxmox::oneLine;

// Figures are renewed every 10 s.
constexpr std::int64_t kShownOldS = 60;

Finding quorum(const Seen& seen) {
  const ClusterStatus& cluster = *seen.cluster;
  if (cluster.name.empty())
    return {"quorum", State::kOk, seen.endpoint.url() + " is a node on its own"};
  const std::string name = "the cluster " + oneLine(cluster.name);
  if (!cluster.quorate) return {"quorum", State::kUnknown, name + " does not say if it has quorum"};
  if (*cluster.quorate) return {"quorum", State::kOk, name + " has quorum"};
  return {"quorum", State::kWarning, noQuorum(cluster, seen.endpoint.url()), kQuorumRemedy,
          {},       {kQuorumCommand}};
}

using Listed = proxmox::ResourceSummary::Node;

const Listed* listed(const Seen& seen, const std::string& name) {
  if (!seen.resources) return nullptr;
  const auto& nodes = seen.resources->nodes;
  const auto found = std::ranges::find(nodes, name, &Listed::name);
  return found == nodes.end() ? nullptr : &*found;
}

Finding offline(const Seen& seen, const std::string& name) {
  return {"members",
          State::kWarning,
          "node " + name + " is offline, as " + seen.endpoint.url() + " sees it",
          std::string("see whether it runs and reaches the others: ") + kQuorumCommand,
          {{"node", name}},
          {kQuorumCommand}};
}

// It is online, and something of it is missing.
Finding lame(const std::string& name, const std::string& what, const std::string& remedy,
             std::vector<std::string> commands) {
  return {"members",
          State::kWarning,
          "node " + name + " is online, but " + what,
          "on " + name + ": " + remedy,
          {{"node", name}},
          std::move(commands)};
}

Finding unreached(const Seen& seen, const Seen::Member& member, const std::string& name) {
  const std::string status = "systemctl status pveproxy pvedaemon";
  return lame(name,
              "does not answer what " + seen.endpoint.url() + " asks it (" + member.why +
                  "), so that its figures are missing in the metrics export, or late",
              "look at its services: " + status +
                  "; where they run, see whether the other nodes reach its port 8006",
              {status});
}

constexpr const char* kStatistics = "systemctl status pvestatd pveproxy";
constexpr const char* kSaid = "journalctl -u pvestatd -n 20";
constexpr const char* kStorages = "pvesm status";

// Its figures do not come, though nothing hangs.
Finding untold(const std::string& name, const std::string& what) {
  return lame(name, what,
              std::string("look at its services: ") + kStatistics + "; what they say: " + kSaid +
                  "; and for a storage that does not answer: " + kStorages,
              {kStatistics, kSaid, kStorages});
}

std::string serviceRemedy(const Seen& seen) {
  return "on the node that answers as " + seen.endpoint.url() +
         ": look at the service that knows the cluster: " + kClusterServiceCommand;
}

Finding unlisted(const Seen& seen, const ClusterStatus::Member& member) {
  const std::string name = oneLine(member.name);
  const bool runs = member.online || member.local;
  Finding finding{"members",
                  State::kWarning,
                  "the list of resources of " + seen.endpoint.url() + " does not name " + name +
                      ", while its /cluster/status has it as a member of the cluster" +
                      (runs ? "" : " that is offline") + ": what is on it is unknown",
                  serviceRemedy(seen),
                  {{"node", name}},
                  {kClusterServiceCommand}};
  if (runs) return finding;
  finding.remedy += std::string("; see whether it runs and reaches the others: ") + kQuorumCommand +
                    "; where it is to be gone: " + kTakeOutCommand;
  // Not what takes it out: that wants a name, and nobody is to copy it before they are sure.
  finding.commands.emplace_back(kQuorumCommand);
  return finding;
}

Finding namesNone(const Seen& seen) {
  return {"members",
          State::kWarning,
          "the list of resources of " + seen.endpoint.url() +
              " names no node, not even the one that tells it",
          serviceRemedy(seen),
          {},
          {kClusterServiceCommand}};
}

// Of one that the list names, or where there is none.
std::optional<Finding> illOf(const Seen& seen, const ClusterStatus::Member& member) {
  const std::string name = oneLine(member.name);
  if (!member.online) return offline(seen, name);
  const Seen::Member* const shown = seen.member(member.name);
  if (shown != nullptr && !shown->why.empty()) return unreached(seen, *shown, name);
  const Listed* const row = listed(seen, member.name);
  if (row != nullptr && row->status == "unknown") {
    const std::string restart = "systemctl restart pvestatd";
    return lame(
        name, "has told no figures for five minutes: its pvestatd hangs",
        std::string("look for a storage that does not answer: ") + kStorages + "; then: " + restart,
        {kStorages, restart});
  }
  if (shown != nullptr && shown->silent)
    return untold(name,
                  "the metrics export has no figures of it: its pvestatd hangs or fails, as where "
                  "the UDP port of a metric server refuses, or the others cannot ask it");
  if (shown != nullptr && shown->old_s > kShownOldS)
    return untold(name, "its newest figures in the metrics export are " +
                            std::to_string(shown->old_s) +
                            " s old: its pvestatd hangs, or takes that long");
  return std::nullopt;
}

// Where the token may not see them that is said of its privileges.
bool allTellFigures(const Seen& seen) {
  return std::ranges::all_of(seen.cluster->members, [&seen](const ClusterStatus::Member& each) {
    const Listed* const row = listed(seen, each.name);
    return row != nullptr && row->figures;
  });
}

Finding allWell(const Seen& seen) {
  const std::size_t count = seen.cluster->members.size();
  const bool one = count == 1;
  std::string sentence =
      one ? "the node is online" : "all " + std::to_string(count) + " nodes are online";
  if (allTellFigures(seen)) sentence += one ? " and tells its figures" : " and tell their figures";
  return {"members", State::kOk, sentence};
}

// Where the list lacks a member so does the metrics export: what is said of its figures would point
// at the wrong service.
void addUnlisted(const Seen& seen, const ClusterStatus::Member& member, Findings& findings) {
  findings.push_back(unlisted(seen, member));
  const Seen::Member* const shown = seen.member(member.name);
  if (member.online && shown != nullptr && !shown->why.empty())
    findings.push_back(unreached(seen, *shown, oneLine(member.name)));
}

}  // namespace

void judgeCluster(const Seen& seen, Findings& findings) {
  if (!seen.cluster) return;
  findings.push_back(quorum(seen));
  const std::size_t before = findings.size();
  const bool any_listed = seen.resources && !seen.resources->nodes.empty();
  if (seen.resources && !any_listed) findings.push_back(namesNone(seen));
  for (const ClusterStatus::Member& each : seen.cluster->members) {
    if (any_listed && listed(seen, each.name) == nullptr)
      addUnlisted(seen, each, findings);
    else if (auto ill = illOf(seen, each))
      findings.push_back(std::move(*ill));
  }
  if (findings.size() == before && seen.resources) findings.push_back(allWell(seen));
}

}  // namespace pipevane::proxmox_poll

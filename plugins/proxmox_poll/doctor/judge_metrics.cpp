// Whether the metrics export is whole, and what may spoil it.
#include "plugins/proxmox/api/one_line.h"
#include "plugins/proxmox_poll/doctor/judge.h"
#include "plugins/proxmox_poll/doctor/plain_path.h"

#include <string>
#include <vector>

namespace pipevane::proxmox_poll {
namespace {

using proxmox::MetricServer;
using proxmox::oneLine;

// Figures are renewed every 10 s.
constexpr std::int64_t kStaleS = 60;

std::string nameOf(const MetricServer& server) {
  std::string name =
      "\"" + oneLine(server.id) + "\" (" + oneLine(server.type) + " at " + oneLine(server.server);
  if (server.port > 0) name += ", port " + std::to_string(server.port);
  return name + ")";
}

std::vector<const MetricServer*> risky(const Seen& seen) {
  std::vector<const MetricServer*> all;
  for (const MetricServer& each : *seen.metric_servers)
    if (each.enabled && each.mayUseUdp()) all.push_back(&each);
  return all;
}

std::string namesOf(const std::vector<const MetricServer*>& servers) {
  std::string all;
  for (const MetricServer* each : servers)
    all.append(all.empty() ? "" : " and ").append(nameOf(*each));
  return all;
}

// The node itself comes first in a cycle. Where that update fails nothing of it is kept.
bool broken(const Seen& seen) { return seen.own_figures && seen.own_figures->node_s == 0; }

std::vector<std::string> disableCommands(const MetricServer& server) {
  if (!isPlainPath(server.id)) return {};
  return {"pvesh set /cluster/metrics/server/" + server.id + " --disable 1"};
}

void addServers(const Seen& seen, Findings& findings) {
  const std::string url = seen.endpoint.url();
  const auto servers = risky(seen);
  if (servers.empty())
    return findings.push_back({"metric_servers", State::kOk,
                               "no metric server is set that could spoil the metrics export"});
  const std::string names = namesOf(servers);
  const auto commands = disableCommands(*servers.front());
  const std::string disable = commands.empty() ? "" : ": " + commands.front();
  if (broken(seen))
    return findings.push_back(
        {"metric_servers",
         State::kWarning,
         url +
             " keeps no figures of itself, as happens where the UDP port of a metric server "
             "refuses, and sends to " +
             names,
         "start what should listen there, or leave it off" + disable,
         {},
         commands});
  findings.push_back(
      {"metric_servers",
       State::kNote,
       "the nodes send figures to " + names +
           ", by UDP unless it is set otherwise: while that port refuses, they keep no figures of "
           "themselves and their guests; whether it does cannot be seen from here" +
           (seen.own_figures ? ", and " + url + " keeps them now" : ""),
       "set it to TCP or HTTP, or leave it off once nothing listens there" + disable,
       {},
       commands});
}

void addExport(const Seen& seen, Findings& findings) {
  const std::string url = seen.endpoint.url();
  const auto& own = *seen.own_figures;
  const std::int64_t server_s = (seen.now_ms + seen.ahead_ms.value_or(0)) / 1000;
  const std::string look =
      "on the node: systemctl status pvestatd, and look for a storage that does not answer (pvesm "
      "status)";
  const std::vector<std::string> commands = {"systemctl status pvestatd", "pvesm status"};
  if (own.node_s == 0)
    return findings.push_back(
        {"export",
         State::kWarning,
         "the metrics export of " + url + " has no figures of the node itself",
         look,
         {},
         commands});
  if (server_s - own.node_s > kStaleS)
    return findings.push_back({"export",
                               State::kWarning,
                               "the newest figures in the metrics export of " + url + " are " +
                                   std::to_string(server_s - own.node_s) +
                                   " s old: its pvestatd hangs, or takes that long",
                               look,
                               {},
                               commands});
  findings.push_back({"export", State::kOk,
                      "the metrics export of " + url + " has fresh figures of the node, of " +
                          std::to_string(own.guests) + " guests and of " +
                          std::to_string(own.storages) + " storages"});
}

}  // namespace

void judgeMetrics(const Seen& seen, Findings& findings) {
  if (seen.metric_servers) addServers(seen, findings);
  if (seen.own_figures) addExport(seen, findings);
}

}  // namespace pipevane::proxmox_poll

// Whether the metrics export is whole, and what may spoil it.
#include "plugins/proxmox/api/one_line.h"
#include "plugins/proxmox/rights/plain_path.h"
#include "plugins/proxmox_poll/doctor/judge.h"

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

// The node itself comes first in a cycle. Where that update fails nothing of it is kept.
bool broken(const Seen& seen) { return seen.own_figures && seen.own_figures->node_s == 0; }

// An update has to name the address and the port again, which do not change by it.
std::vector<std::string> disableCommands(const MetricServer& server) {
  if (!proxmox::isPlainPath(server.id) || !proxmox::isPlainHost(server.server) || server.port <= 0)
    return {};
  return {"pvesh set /cluster/metrics/server/" + server.id + " --server " + server.server +
          " --port " + std::to_string(server.port) + " --disable 1"};
}

std::string howOff(const MetricServer& server, const std::vector<std::string>& commands) {
  if (!commands.empty()) return ", on a node: " + commands.front();
  return std::string(" in the web interface (Datacenter, Metric Server); ") +
         (server.port <= 0 ? "a command would have to name its port, which is not told"
                           : "its id or address is no plain word, so there is no command here");
}

Finding suspect(const Seen& seen, const MetricServer& server) {
  const std::string url = seen.endpoint.url();
  Finding finding{.check = "metric_servers", .sentence = ""};
  finding.facts = {{"server", oneLine(server.id)}};
  finding.commands = disableCommands(server);
  const std::string off = "switch it off" + howOff(server, finding.commands);
  if (broken(seen)) {
    finding.state = State::kWarning;
    finding.sentence = url +
                       " keeps no figures of itself, as happens where the UDP port of a metric "
                       "server refuses, and it sends to " +
                       nameOf(server);
    finding.remedy = "start what should listen there, or " + off;
    return finding;
  }
  finding.state = State::kNote;
  finding.sentence = "the nodes send figures to " + nameOf(server) +
                     ", by UDP unless it is set otherwise: while that port refuses, they keep no "
                     "figures of themselves and their guests; whether it does cannot be seen from "
                     "here" +
                     (seen.own_figures ? ", and " + url + " keeps them now" : "");
  finding.remedy = "set it to TCP or HTTP, or, once nothing listens there, " + off;
  return finding;
}

// Each by itself may spoil it.
void addServers(const Seen& seen, Findings& findings) {
  const auto servers = risky(seen);
  for (const MetricServer* each : servers) findings.push_back(suspect(seen, *each));
  if (servers.empty())
    findings.push_back({"metric_servers", State::kOk,
                        "no metric server is set that could spoil the metrics export"});
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

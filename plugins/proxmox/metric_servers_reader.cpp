#include "plugins/proxmox/metric_servers_reader.h"

#include "plugins/proxmox/list_entry.h"

#include <pipevane/error.h>

namespace pipevane::proxmox {

MetricServers readMetricServers(const json::Element& data, Surprises& surprises) {
  simdjson::dom::array entries;
  if (data.get(entries) != simdjson::SUCCESS)
    throw Error("is no list of metric servers: it is no list");
  MetricServers servers;
  for (const json::Element each : entries) {
    const auto entry = ListEntry::of(each, "/cluster/metrics/server", surprises);
    if (!entry) continue;
    servers.push_back({.id = entry->words("id"),
                       .type = entry->words("type"),
                       .server = entry->words("server"),
                       .port = entry->integer("port").value_or(0),
                       .enabled = !entry->flag("disable").value_or(false)});
  }
  return servers;
}

}  // namespace pipevane::proxmox

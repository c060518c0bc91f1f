#include "plugins/proxmox/metric_servers_reader.h"

#include <pipevane/error.h>

namespace pipevane::proxmox {
namespace {

std::string wordOf(const simdjson::dom::object& entry, std::string_view key) {
  json::Element value;
  std::string scratch;
  if (entry.at_key(key).get(value) != simdjson::SUCCESS) return {};
  return std::string(json::text(value, scratch).value_or(std::string_view{}));
}

MetricServer serverOf(const simdjson::dom::object& entry) {
  MetricServer server{
      .id = wordOf(entry, "id"), .type = wordOf(entry, "type"), .server = wordOf(entry, "server")};
  json::Element value;
  if (entry.at_key("port").get(value) == simdjson::SUCCESS)
    server.port = json::integer(value).value_or(0);
  if (entry.at_key("disable").get(value) == simdjson::SUCCESS)
    server.enabled = !json::boolean(value).value_or(false);
  return server;
}

}  // namespace

MetricServers readMetricServers(const json::Element& data, Surprises& surprises) {
  simdjson::dom::array entries;
  if (data.get(entries) != simdjson::SUCCESS)
    throw Error("is no list of metric servers: it is no list");
  MetricServers servers;
  for (const json::Element each : entries) {
    simdjson::dom::object entry;
    if (each.get(entry) == simdjson::SUCCESS)
      servers.push_back(serverOf(entry));
    else
      surprises.count("entry of /cluster/metrics/server that is no object");
  }
  return servers;
}

}  // namespace pipevane::proxmox

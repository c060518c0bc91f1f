// Where a cluster sends its figures to by itself.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace pipevane::proxmox {

struct MetricServer {
  std::string id;
  std::string type;  // graphite, influxdb, opentelemetry
  std::string server;
  std::int64_t port = 0;  // 0: it does not say
  bool enabled = true;

  // It is sent to by UDP unless it was set otherwise, which the list does not tell.
  bool mayUseUdp() const { return type == "graphite" || type == "influxdb"; }
};

using MetricServers = std::vector<MetricServer>;

}  // namespace pipevane::proxmox

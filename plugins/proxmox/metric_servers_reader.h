// Reads the answer to /cluster/metrics/server.
#pragma once

#include "plugins/proxmox/json.h"
#include "plugins/proxmox/metric_server.h"
#include "plugins/proxmox/surprises.h"

namespace pipevane::proxmox {

// Throws Error where `data` is no list.
MetricServers readMetricServers(const json::Element& data, Surprises& surprises);

}  // namespace pipevane::proxmox

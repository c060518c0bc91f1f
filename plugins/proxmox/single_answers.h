// Reads single answers, for who asks a node a few things beside the pipeline.
#pragma once

#include "plugins/proxmox/cluster_status.h"
#include "plugins/proxmox/metric_server.h"
#include "plugins/proxmox/newest_rows.h"
#include "plugins/proxmox/node_pins.h"
#include "plugins/proxmox/own_figures.h"
#include "plugins/proxmox/permissions.h"
#include "plugins/proxmox/resource_summary.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace pipevane::proxmox {

// Each takes a body and throws Error with what is wrong, in words that go on after "the answer".
std::string versionIn(std::string_view body);  // of /version, as it is written there
Permissions permissionsIn(std::string_view body);
ClusterStatus clusterStatusIn(std::string_view body);
std::string rootCertificateIn(std::string_view body);  // of /nodes/N/certificates/info
ResourceSummary resourcesIn(std::string_view body);
MetricServers metricServersIn(std::string_view body);
NodePins nodePinsIn(std::string_view body);      // of /nodes
OwnFigures ownFiguresIn(std::string_view body);  // of the export with local-only=1
NewestRows newestRowsIn(std::string_view body);  // of the export of several nodes
// Of /nodes/N/time, s since the epoch by that node's clock.
std::int64_t nodeTimeIn(std::string_view body);

}  // namespace pipevane::proxmox

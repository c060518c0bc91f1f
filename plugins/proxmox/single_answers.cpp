#include "plugins/proxmox/single_answers.h"

#include "plugins/proxmox/cluster_status_reader.h"
#include "plugins/proxmox/metric_servers_reader.h"
#include "plugins/proxmox/newest_rows_reader.h"
#include "plugins/proxmox/node_pins_reader.h"
#include "plugins/proxmox/node_time_reader.h"
#include "plugins/proxmox/own_figures_reader.h"
#include "plugins/proxmox/permissions_reader.h"
#include "plugins/proxmox/resource_row.h"
#include "plugins/proxmox/root_certificate_reader.h"

#include <pipevane/error.h>

namespace pipevane::proxmox {
namespace {

// `read` is given "data" and what to count surprises in; nobody asks for those here.
template <class Read>
auto in(std::string_view body, const Read& read) {
  json::Document document;
  Surprises uncounted;
  return read(document.data(body), uncounted);
}

ResourceSummary summaryOf(const json::Element& data, Surprises& surprises) {
  simdjson::dom::array entries;
  if (data.get(entries) != simdjson::SUCCESS)
    throw Error("is no list of resources: its \"data\" is no list");
  ResourceSummary summary;
  ResourceRow row;
  for (const json::Element entry : entries)
    if (row.read(entry, surprises)) addTo(summary, row);
  return summary;
}

}  // namespace

std::string versionIn(std::string_view body) {
  return in(body, [](const json::Element& data, Surprises&) {
    json::Element value;
    std::string scratch;
    if (data["version"].get(value) != simdjson::SUCCESS) throw Error("names no version");
    return std::string(json::text(value, scratch).value_or(std::string_view{}));
  });
}

Permissions permissionsIn(std::string_view body) { return in(body, readPermissions); }
ClusterStatus clusterStatusIn(std::string_view body) { return in(body, readClusterStatus); }
std::string rootCertificateIn(std::string_view body) { return in(body, readRootCertificate); }
ResourceSummary resourcesIn(std::string_view body) { return in(body, summaryOf); }
MetricServers metricServersIn(std::string_view body) { return in(body, readMetricServers); }
NodePins nodePinsIn(std::string_view body) { return in(body, readNodePins); }
OwnFigures ownFiguresIn(std::string_view body) {
  return in(body, [](const json::Element& data, Surprises&) { return readOwnFigures(data); });
}
NewestRows newestRowsIn(std::string_view body) {
  return in(body, [](const json::Element& data, Surprises&) { return readNewestRows(data); });
}
std::int64_t nodeTimeIn(std::string_view body) {
  return in(body, [](const json::Element& data, Surprises&) { return readNodeTime(data); });
}

}  // namespace pipevane::proxmox

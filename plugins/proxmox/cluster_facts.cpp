#include "plugins/proxmox/cluster_facts.h"

#include "plugins/proxmox/answer_path.h"
#include "plugins/proxmox/cluster_status_reader.h"
#include "plugins/proxmox/metric_servers_reader.h"
#include "plugins/proxmox/node_pins_reader.h"
#include "plugins/proxmox/permissions_reader.h"
#include "plugins/proxmox/refused.h"
#include "plugins/proxmox/root_certificate_reader.h"

#include <pipevane/error.h>

namespace pipevane::proxmox {

bool ClusterFacts::tells(std::string_view path) {
  return path == "/version" || path == "/cluster/status" || path == "/nodes" ||
         path == "/access/permissions" || path == "/cluster/metrics/server" ||
         tellsCertificates(path);
}

void ClusterFacts::hear(std::string_view path, const pv_exchange& exchange,
                        json::Document& document, Surprises& surprises) {
  if (path == "/cluster/status" && refused(exchange.status)) status_heard_ = true;
  // What a node that was asked before has said is not this one's.
  if (tellsCertificates(path)) root_.clear();
  // What was so may be otherwise by now.
  if (path == "/access/permissions") permissions_.reset();
  if (path == "/cluster/metrics/server") metric_servers_.reset();
  if (exchange.status != 200) return;
  const json::Element data = document.data(view(exchange.body));
  if (path == "/version") {
    hearVersion(data, surprises);
  } else if (path == "/cluster/status") {
    status_ = readClusterStatus(data, surprises);
    status_heard_ = true;
  } else if (path == "/nodes") {
    pins_ = readNodePins(data, surprises);
  } else if (path == "/access/permissions") {
    permissions_ = readPermissions(data, surprises);
  } else if (path == "/cluster/metrics/server") {
    metric_servers_ = readMetricServers(data, surprises);
  } else {
    root_ = readRootCertificate(data, surprises);
  }
}

void ClusterFacts::hearVersion(const json::Element& data, Surprises& surprises) {
  json::Element value;
  std::string scratch;
  if (data["version"].get(value) != simdjson::SUCCESS) throw Error("names no version");
  version_text_ = std::string(json::text(value, scratch).value_or(std::string_view{}));
  version_ = Version::parse(version_text_);
  if (!version_) surprises.count("version that is no number");
}

}  // namespace pipevane::proxmox

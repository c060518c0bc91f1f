#include "plugins/proxmox/cluster_status_reader.h"

#include "plugins/proxmox/host_label.h"
#include "plugins/proxmox/list_entry.h"

#include <pipevane/error.h>

namespace pipevane::proxmox {
namespace {

void take(const ListEntry& entry, ClusterStatus& status, Surprises& surprises) {
  const std::string type = entry.words("type");
  const std::string name = entry.words("name");
  if (name.empty())
    surprises.count("entry of /cluster/status without a name");
  else if ((type == "cluster" || type == "node") && !isHostLabel(name))
    surprises.count("name in /cluster/status that no " + type + " may have");
  else if (type == "cluster") {
    status.name = name;
    status.quorate = entry.flag("quorate");
  } else if (type == "node") {
    status.members.push_back({name, entry.words("ip"), entry.flag("online").value_or(false),
                              entry.flag("local").value_or(false)});
  } else {
    surprises.countNew("entry of type \"" + type + "\" in /cluster/status");
  }
}

}  // namespace

ClusterStatus readClusterStatus(const json::Element& data, Surprises& surprises) {
  simdjson::dom::array entries;
  if (data.get(entries) != simdjson::SUCCESS) throw Error("is no cluster status: it is no list");
  ClusterStatus status;
  for (const json::Element each : entries)
    if (const auto entry = ListEntry::of(each, "/cluster/status", surprises))
      take(*entry, status, surprises);
  return status;
}

}  // namespace pipevane::proxmox

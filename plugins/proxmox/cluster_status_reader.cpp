#include "plugins/proxmox/cluster_status_reader.h"

#include <pipevane/error.h>

namespace pipevane::proxmox {
namespace {

std::string wordsOf(const simdjson::dom::object& entry, std::string_view key) {
  json::Element value;
  std::string scratch;
  if (entry.at_key(key).get(value) != simdjson::SUCCESS) return {};
  return std::string(json::text(value, scratch).value_or(std::string_view{}));
}

std::optional<bool> flagOf(const simdjson::dom::object& entry, std::string_view key) {
  json::Element value;
  if (entry.at_key(key).get(value) != simdjson::SUCCESS) return std::nullopt;
  return json::boolean(value);
}

void take(const simdjson::dom::object& entry, ClusterStatus& status, Surprises& surprises) {
  const std::string type = wordsOf(entry, "type");
  const std::string name = wordsOf(entry, "name");
  if (name.empty())
    surprises.count("entry of /cluster/status without a name");
  else if (type == "cluster") {
    status.name = name;
    status.quorate = flagOf(entry, "quorate");
  } else if (type == "node") {
    status.members.push_back({name, wordsOf(entry, "ip"), flagOf(entry, "online").value_or(false),
                              flagOf(entry, "local").value_or(false)});
  } else {
    surprises.count("entry of type \"" + type + "\" in /cluster/status");
  }
}

}  // namespace

ClusterStatus readClusterStatus(const json::Element& data, Surprises& surprises) {
  simdjson::dom::array entries;
  if (data.get(entries) != simdjson::SUCCESS) throw Error("is no cluster status: it is no list");
  ClusterStatus status;
  for (const json::Element each : entries) {
    simdjson::dom::object entry;
    if (each.get(entry) == simdjson::SUCCESS)
      take(entry, status, surprises);
    else
      surprises.count("entry of /cluster/status that is no object");
  }
  return status;
}

}  // namespace pipevane::proxmox

#include "plugins/proxmox/leadership/cluster_name.h"

#include <algorithm>

namespace pipevane::proxmox {
namespace {

void warnOfName(const Host& host, const std::string& wanted, const std::string& name) {
  host.log(LogLevel::kWarn,
           "another source watches a cluster of the same name that is not known to be the same "
           "one, so this one goes by another name; give it one of your own with the option "
           "\"cluster\" wanted=\"" +
               wanted + "\" name=\"" + name + "\"");
}

}  // namespace

std::string freeName(const Host& host, const std::string& wanted, const std::vector<Rival>& others,
                     const std::function<bool(const Rival&)>& same) {
  const auto isTaken = [&](const std::string& name) {
    return std::ranges::any_of(
        others, [&](const Rival& each) { return each.cluster == name && !same(each); });
  };
  for (const Rival& each : others)
    if (same(each) && !each.cluster.empty() && !isTaken(each.cluster)) return each.cluster;
  std::string name = wanted;
  while (isTaken(name)) name.append("-").append(host.id());
  if (name != wanted) warnOfName(host, wanted, name);
  return name;
}

void warnOfOtherNames(const Host& host, const ClusterIdentity& identity, const std::string& name,
                      const std::vector<Rival>& others) {
  if (!identity.known()) return;
  for (const Rival& each : others)
    if (each.identity == identity.text() && !each.cluster.empty() && each.cluster != name)
      host.log(
          LogLevel::kWarn,
          "watches the same cluster as the source \"" + each.id +
              "\" and calls it otherwise, so it is asked twice, and shown and counted as two "
              "clusters; give both the same option \"cluster\", or take one of them out of the "
              "pipeline name=\"" +
              name + "\" other=\"" + each.cluster + "\"");
}

}  // namespace pipevane::proxmox

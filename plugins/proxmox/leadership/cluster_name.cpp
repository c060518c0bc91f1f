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
  for (const Rival& each : others)
    if (same(each) && !each.cluster.empty()) return each.cluster;
  std::string name = wanted;
  while (std::ranges::find(others, name, &Rival::cluster) != others.end())
    name.append("-").append(host.id());
  if (name != wanted) warnOfName(host, wanted, name);
  return name;
}

}  // namespace pipevane::proxmox

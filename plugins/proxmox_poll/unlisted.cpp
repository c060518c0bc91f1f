#include "plugins/proxmox_poll/unlisted.h"

#include "plugins/proxmox/api/one_line.h"

#include <algorithm>
#include <cstddef>

namespace pipevane::proxmox_poll {
namespace {

// The sentence names the remedy as well, in a thousand bytes.
constexpr std::size_t kNamed = 8, kNameBytes = 63;

// Of those that are not listed: one that runs is not to be taken out of its cluster.
bool anyOnline(const proxmox::FleetDecoder& decoder) {
  return std::ranges::any_of(decoder.clusterStatus().members, [&](const auto& each) {
    return (each.online || each.local) && decoder.unlistedMembers().contains(each.name);
  });
}

}  // namespace

std::string unlistedTrouble(const proxmox::FleetDecoder& decoder, const std::string& url) {
  const auto& members = decoder.unlistedMembers();
  if (members.empty()) return {};
  std::string names;
  std::size_t named = 0;
  for (const std::string& each : members) {
    if (named == kNamed) break;
    names.append(named++ == 0 ? "" : ", ").append(proxmox::oneLine(each, kNameBytes));
  }
  if (members.size() > named) names += " and " + std::to_string(members.size() - named) + " more";
  return "the list of resources of " + url + " does not name " + names +
         ", while its /cluster/status has them as members of the cluster: what was known of them "
         "stays, as unknown; look on that node at the service that knows the cluster: " +
         kClusterServiceCommand +
         (anyOnline(decoder) ? "" : std::string("; where they are to be gone: ") + kTakeOutCommand);
}

}  // namespace pipevane::proxmox_poll

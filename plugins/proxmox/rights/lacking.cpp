#include "plugins/proxmox/rights/lacking.h"

#include <algorithm>
#include <string_view>

namespace pipevane::proxmox {

const std::vector<Need>& needs() {
  static const std::vector<Need> all = {
      {"the status of the cluster and its metrics export", "/", "Sys.Audit"},
      {"the figures of nodes", "/nodes", "Sys.Audit", true},
      {"virtual machines and containers", "/vms", "VM.Audit", true},
      {"storages", "/storage", "Datastore.Audit"},
      {"pools", "/pool", "Pool.Audit"}};
  return all;
}

std::vector<Need> lacking(const Permissions& permissions) {
  std::vector<Need> all;
  for (const Need& need : needs()) {
    if (permissions.have(need.path, need.privilege)) continue;
    const auto above = std::ranges::find_if(all, [&need](const Need& other) {
      return std::string_view(other.privilege) == need.privilege;
    });
    if (above == all.end())
      all.push_back(need);
    else
      above->hides = above->hides || need.hides;
  }
  return all;
}

std::string lackSentence(const Need& need, const std::string& token_id) {
  return "the token " + token_id + " lacks " + need.privilege + " on " + need.path +
         ", which it needs to see " + need.what;
}

std::string nothingSentence(const std::string& token_id) {
  return "the token " + token_id +
         " has no privilege at all, so that it is let in and gets empty lists: a token with "
         "privilege separation starts like this";
}

}  // namespace pipevane::proxmox

#include "plugins/proxmox_poll/doctor/lacking.h"

#include "plugins/proxmox/api/explain.h"
#include "plugins/proxmox_poll/doctor/plain_path.h"

#include <algorithm>
#include <string_view>

namespace pipevane::proxmox_poll {
namespace {

// It may do everything by itself.
constexpr std::string_view kRoot = "root@pam";

}  // namespace

const std::vector<Need>& needs() {
  static const std::vector<Need> all = {
      {"the cluster's status and the metrics export", "/", "Sys.Audit"},
      {"the figures of nodes", "/nodes", "Sys.Audit", true},
      {"virtual machines and containers", "/vms", "VM.Audit", true},
      {"storages", "/storage", "Datastore.Audit"},
      {"pools", "/pool", "Pool.Audit"}};
  return all;
}

std::vector<Need> lacking(const proxmox::Permissions& permissions) {
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
  return "the token " + token_id + " lacks " + need.privilege + " on " + need.path + ", which " +
         need.what + " need";
}

std::string nothingSentence(const std::string& token_id) {
  return "the token " + token_id +
         " has no privilege at all, so that it is let in and gets empty lists: a token with "
         "privilege separation starts like this";
}

std::vector<std::string> grantCommands(const std::string& path, const std::string& token_id) {
  if (!isPlainPath(path)) return {};
  const std::string user = token_id.substr(0, token_id.find('!'));
  std::vector<std::string> all = {proxmox::grantCommand(path, token_id)};
  if (user != kRoot)
    all.push_back("pveum acl modify " + path + " --users '" + user + "' --roles PVEAuditor");
  return all;
}

std::string grantRemedy(const std::string& path, const std::string& token_id) {
  const auto commands = grantCommands(path, token_id);
  if (commands.empty()) return "grant the role PVEAuditor there";
  if (commands.size() == 1) return "on a node: " + commands[0];
  return "on a node: " + commands[0] +
         "; its user needs the same, so where that lacks it: " + commands[1];
}

}  // namespace pipevane::proxmox_poll

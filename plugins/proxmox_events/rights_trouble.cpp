#include "plugins/proxmox_events/rights_trouble.h"

#include "plugins/proxmox/api/explain.h"
#include "plugins/proxmox/rights/user_of.h"

namespace pipevane::proxmox_events {

proxmox::Remedy logRemedy(const std::string& token_id) {
  const std::string role = "Pipevane.Syslog";
  const std::string make = std::string("pveum role add ") + role + " --privs " + kLogPrivilege;
  const std::string grant = proxmox::grantCommand("/", token_id, role);
  return {"on a node: " + make + " && " + grant +
              "; a token may do no more than its user: run the second one with --users '" +
              proxmox::userOf(token_id) + "' in place of --tokens as well",
          {make, grant}};
}

bool readsLog(Settings::Log log, const proxmox::Permissions& permissions) {
  if (log != Settings::Log::kAuto) return log == Settings::Log::kAlways;
  return permissions.have("/", kLogPrivilege);
}

std::string rightsTrouble(Settings::Log log, const proxmox::Permissions& permissions,
                          const std::string& token_id) {
  if (!permissions.have("/", kTasksPrivilege))
    return "the token " + token_id + " lacks " + kTasksPrivilege +
           " on /, without which Proxmox VE shows it no tasks; " +
           proxmox::grantFor("/", kTasksPrivilege, permissions, token_id).words;
  if (log == Settings::Log::kAlways && !permissions.have("/", kLogPrivilege))
    return "the token " + token_id + " lacks " + kLogPrivilege +
           " on /, without which Proxmox VE shows it none of the cluster's log; " +
           logRemedy(token_id).words;
  return {};
}

}  // namespace pipevane::proxmox_events

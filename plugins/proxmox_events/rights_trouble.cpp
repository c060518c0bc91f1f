#include "plugins/proxmox_events/rights_trouble.h"

#include "plugins/proxmox/rights/grants.h"

namespace pipevane::proxmox_events {

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
           proxmox::grantFor("/", kLogPrivilege, permissions, token_id).words;
  return {};
}

}  // namespace pipevane::proxmox_events

// What a token lacks to see what happens.
#pragma once

#include "plugins/proxmox/permissions.h"
#include "plugins/proxmox/rights/grants.h"
#include "plugins/proxmox_events/settings.h"

#include <string>

namespace pipevane::proxmox_events {

// The list of tasks is empty without it, and 200.
inline constexpr const char* kTasksPrivilege = "Sys.Audit";
// So is the log.
inline constexpr const char* kLogPrivilege = "Sys.Syslog";

// No role of Proxmox VE's own has that and nothing else: one is made for it.
proxmox::Remedy logRemedy(const std::string& token_id);
// Whether the log is asked for, as the option says and the token may.
bool readsLog(Settings::Log log, const proxmox::Permissions& permissions);
// What is amiss, with what grants it, a sentence without an end; empty: nothing.
std::string rightsTrouble(Settings::Log log, const proxmox::Permissions& permissions,
                          const std::string& token_id);

}  // namespace pipevane::proxmox_events

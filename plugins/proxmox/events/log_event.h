// An entry of the cluster's log as an event.
#pragma once

#include "plugins/proxmox/events/event.h"
#include "plugins/proxmox/events/log_entry.h"
#include "plugins/proxmox/events/upid.h"

#include <optional>
#include <string_view>

namespace pipevane::proxmox::events {

// The task of which the entry says that it starts or ends; nothing where it says something else.
std::optional<Upid> taskIn(const LogEntry& entry);
Event eventOf(const LogEntry& entry, std::string_view cluster);
// Of one that Proxmox VE cannot tell, as it stands right below `above`.
Event unreadableBelow(const LogEntry& above, std::string_view cluster);

}  // namespace pipevane::proxmox::events

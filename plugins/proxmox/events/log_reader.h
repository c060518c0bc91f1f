// Reads the answer to /cluster/log.
#pragma once

#include "plugins/proxmox/events/log_entry.h"
#include "plugins/proxmox/json.h"
#include "plugins/proxmox/surprises.h"

#include <vector>

namespace pipevane::proxmox::events {

// In the order of the answer: newest first. Throws Error where `data` is no list.
std::vector<LogEntry> readLog(const json::Element& data, Surprises& surprises);

}  // namespace pipevane::proxmox::events

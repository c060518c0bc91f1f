// Reads the answers to /cluster/tasks and /nodes/N/tasks.
#pragma once

#include "plugins/proxmox/events/task.h"
#include "plugins/proxmox/json.h"
#include "plugins/proxmox/surprises.h"

#include <vector>

namespace pipevane::proxmox::events {

// In the order of the answer. An entry without a sound UPID is left out, and counted. Throws Error
// where `data` is no list.
std::vector<Task> readTaskList(const json::Element& data, Surprises& surprises);

}  // namespace pipevane::proxmox::events

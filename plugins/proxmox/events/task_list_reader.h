// Reads the answers to /cluster/tasks and /nodes/N/tasks.
#pragma once

#include "plugins/proxmox/events/task_list.h"
#include "plugins/proxmox/json.h"
#include "plugins/proxmox/surprises.h"

namespace pipevane::proxmox::events {

// An entry without a sound UPID is left out, and counted among the surprises. Throws Error where
// `data` is no list.
TaskList readTaskList(const json::Element& data, Surprises& surprises);

}  // namespace pipevane::proxmox::events

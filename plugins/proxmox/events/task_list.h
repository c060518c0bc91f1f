// An answer to /cluster/tasks or /nodes/N/tasks.
#pragma once

#include "plugins/proxmox/events/task.h"

#include <cstddef>
#include <vector>

namespace pipevane::proxmox::events {

struct TaskList {
  std::vector<Task> tasks;  // in the order of the answer
  // That came, with those that are left out of the tasks: what says whether a page is the last one.
  std::size_t entries = 0;

  bool leavesSomeOut() const { return tasks.size() < entries; }
};

}  // namespace pipevane::proxmox::events

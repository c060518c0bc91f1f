// A difference between two lists as an event.
#pragma once

#include "plugins/proxmox/events/difference.h"
#include "plugins/proxmox/events/event.h"

#include <string>
#include <string_view>

namespace pipevane::proxmox::events {

// `cluster` is a part of the event's id. `tasks_seen`: where tasks are known, none of them did it.
// A kUnlock is no event of its own: it ends that of the lock.
Event eventOf(const Difference& difference, std::string_view cluster, bool tasks_seen,
              std::string caused_by);
// That event, once the lock is gone.
Event unlocked(Event lock, std::int64_t time_ms);

}  // namespace pipevane::proxmox::events

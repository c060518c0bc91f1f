// The locks of guests that were told and have not ended.
#pragma once

#include "plugins/proxmox/events/difference.h"
#include "plugins/proxmox/events/event.h"
#include "plugins/proxmox/events/list_differences.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace pipevane::proxmox::events {

// [worker] At most one of each guest that is listed.
class Locks {
 public:
  // The event of a guest's lock: that which was told of it before, else the one given.
  Event begin(const Difference& difference, Event event);
  // Of one that ends; nothing: it was not told.
  std::optional<Event> end(const Difference& difference);
  // Of all that are over, as a list shows: the guest is gone, or was unlocked while nobody looked.
  std::vector<Event> endThoseOver(const ListDifferences& fleet, std::int64_t time_ms);

 private:
  struct Lock {
    std::string name;  // "backup"
    Event event;
  };

  std::map<std::string, Lock, std::less<>> locks_;  // by vmid
};

}  // namespace pipevane::proxmox::events

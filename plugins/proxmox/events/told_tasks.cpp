#include "plugins/proxmox/events/told_tasks.h"

namespace pipevane::proxmox::events {

ToldTasks::Place ToldTasks::below(std::span<const Task> listed) const {
  for (auto each = listed.rbegin(); each != listed.rend(); ++each)
    if (const auto known = places_.find(hashOf(each->upid)); known != places_.end())
      return known->second;
  return newest();
}

void ToldTasks::add(const Upid& upid, Place place) {
  places_.emplace(hashOf(upid), order_.insert(place, hashOf(upid)));
  if (order_.size() <= kMost) return;
  places_.erase(order_.front());
  order_.pop_front();
}

}  // namespace pipevane::proxmox::events

// Which finished tasks of one node were told, in bounded memory: those that ended last, in the
// order of the node's archive. What its clock says is no matter here: it may have been set.
#pragma once

#include "plugins/proxmox/events/task.h"

#include <cstddef>
#include <list>
#include <span>
#include <string_view>
#include <unordered_map>

namespace pipevane::proxmox::events {

class ToldTasks {
  using Order = std::list<std::size_t>;  // hashes in place of the texts

 public:
  // Nearly twice what a node's own archive has, two files of 50 kB, with 60 bytes a task at least:
  // what it still remembers is remembered here, whatever was found out of order.
  static constexpr std::size_t kMost = 3'000;

  // In front of what ended next.
  using Place = Order::const_iterator;

  bool contains(const Upid& upid) const { return places_.contains(hashOf(upid)); }

  // For what ended last of all.
  Place newest() const { return order_.end(); }
  // For what ended before all that is known of these, which a node lists, the newest first.
  Place below(std::span<const Task> listed) const;
  // For what ended right after that one, which is known.
  Place above(const Upid& upid) const { return std::next(places_.find(hashOf(upid))->second); }
  // What belongs there ended before all that are remembered, and others ended before it that were
  // told as well: it counts as told.
  bool isForgotten(Place place) const { return order_.size() == kMost && place == order_.begin(); }

  // Which is not known, and not forgotten. Every place stays what it is.
  void add(const Upid& upid, Place place);

 private:
  static std::size_t hashOf(const Upid& upid) { return std::hash<std::string_view>{}(upid.text); }

  Order order_;  // by their ends
  std::unordered_map<std::size_t, Place> places_;
};

}  // namespace pipevane::proxmox::events

// Which part of a node's tasks an answer to /nodes/N/tasks has, as its question says.
#pragma once

#include "plugins/proxmox/events/gap.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace pipevane::proxmox::events {

struct TaskPage {
  // As this source asks: of what runs and what finished, no other filter.
  bool whole = false;
  // The newest of what finished, in the order in which it ended: no other filter.
  bool newest = false;
  std::int64_t since_s = 0;
  std::size_t start = 0;
  std::size_t limit = 0;

  // Of the query, without the question mark.
  static TaskPage of(std::string_view query);
  // The one that brings what may have been missed.
  static TaskPage of(const Gap& gap);
  // Where the page after it starts.
  std::size_t next() const { return start + limit - std::min(kGapOverlap, limit / 2); }
  // The other way round.
  std::string query() const;
  // For the newest that finished.
  static std::string newestQuery(std::size_t limit);
};

}  // namespace pipevane::proxmox::events

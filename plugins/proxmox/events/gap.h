// What may have been missed of a node's tasks, and the question that brings it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace pipevane::proxmox::events {

// Ask /nodes/NODE/tasks with source=all, since, start and limit=kGapPage, and decode the answer;
// then there is another question of the same gap, or none.
struct Gap {
  std::string node;
  std::int64_t since_s = 0;  // of the tasks' start, by the node's clock
  std::size_t start = 0;     // which page, as an offset

  auto operator<=>(const Gap&) const = default;
};

// An answer of 500 tasks has about 150 kB; an archive of 2,000 is four of them.
inline constexpr std::size_t kGapPage = 500;

// Of the newest of a node's archive, see newestQuery(): more than end in some minutes, mostly.
inline constexpr std::size_t kNewestPage = 50;

}  // namespace pipevane::proxmox::events

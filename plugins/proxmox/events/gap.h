// What may have been missed of a node's tasks, and the question that brings it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace pipevane::proxmox::events {

// Ask /nodes/NODE/tasks as TaskPage::of(Gap) says, and decode the answer; then there is another
// question of the same gap, or none.
struct Gap {
  std::string node;
  std::int64_t since_s = 0;  // of the tasks' start, by the node's clock
  std::size_t start = 0;     // which page, as an offset
  // Of what ended last, whatever the clock said, and not of what started since.
  bool newest = false;

  auto operator<=>(const Gap&) const = default;
};

// An answer of 500 tasks has about 150 kB; an archive of 2,000 is four of them.
inline constexpr std::size_t kGapPage = 500;

// Tasks may come, end and move within the archive between two pages: so many of the page before are
// asked for again.
inline constexpr std::size_t kGapOverlap = 50;

// Twice what an archive has. Whoever goes on beyond that is not asked any more.
inline constexpr std::size_t kGapPagesMost = 10;

// Of the newest of a node's archive, see newestQuery(): more than end in some minutes, mostly.
inline constexpr std::size_t kNewestPage = 50;

}  // namespace pipevane::proxmox::events

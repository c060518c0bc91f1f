// What the store holds and what became of the rest.
#pragma once

#include <cstddef>
#include <cstdint>

namespace pipevane::history {

struct Tally {
  std::size_t bytes = 0;
  std::uint64_t samples = 0;     // held now
  std::uint64_t duplicates = 0;  // of a series and time already held
  std::uint64_t expired = 0;     // older than the retention
  std::uint64_t ahead = 0;       // of a time to come, by a clock that was put right since
  std::uint64_t evicted = 0;     // made room
  std::uint64_t refused =
      0;  // of series that the dictionary never gave, or that no room is left for
};

// What the allocator adds to each piece, about.
inline constexpr std::size_t kAllocationBytes = 16;

}  // namespace pipevane::history

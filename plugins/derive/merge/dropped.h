// What became of samples that several components tell, counted.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace pipevane::derive {

// Why one does not go on.
enum class Dropped : std::uint8_t {
  kDoubled,    // another one told that time
  kLate,       // nothing is missing at its time
  kEstimated,  // another component has the value with the source's own time
  kDoubted,    // nothing is known, says one, of what another one knows
  kGone        // its entity was removed meanwhile
};
inline constexpr std::array<const char*, 5> kDroppedNames = {"doubled", "late", "estimated",
                                                             "doubted", "gone"};

struct MergeTally {
  std::array<std::uint64_t, kDroppedNames.size()> dropped{};
  std::uint64_t filled = 0;     // samples that came late, and into a gap
  std::uint64_t overruled = 0;  // attributes that others know better
  std::uint64_t shared_series = 0, shared_entities = 0;
};

}  // namespace pipevane::derive

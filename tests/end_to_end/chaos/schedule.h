// What goes wrong during the hour, and when.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace pipevane::testing {

struct Trouble {
  std::int64_t at_s;   // after the beginning
  std::int64_t for_s;  // 0: it ends by itself, or is done in a moment
  // As POST /__fault takes it, or {"pushes": ...}, see pushes.h. "task" in place of "upid" is the
  // newest of that type.
  std::string what;
  // It is left out where nobody could do it then: its guest or node is not there, or is so already.
  bool if_possible = false;
};

// In an order, and at nodes, that the seed draws. What happens to answers does not overlap, since
// it ends all at once. Times are multiples of a cycle's.
std::vector<Trouble> hourOfTroubles(std::uint64_t seed);
// What goes wrong with pushes over that way in the same hour, whatever else does.
std::vector<Trouble> hourOfPushTroubles(std::uint64_t seed, const std::string& way);
// Those of them that happen to the cluster itself, and not to what it answers or sends.
std::vector<Trouble> happeningsOf(const std::vector<Trouble>& troubles);

}  // namespace pipevane::testing

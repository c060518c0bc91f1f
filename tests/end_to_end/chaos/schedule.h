// What goes wrong during the hour, and when.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace pipevane::testing {

struct Trouble {
  std::int64_t at_s;   // after the beginning
  std::int64_t for_s;  // 0: it ends by itself, or is done in a moment
  std::string what;    // as POST /__fault takes it
};

// In an order, and at nodes, that the seed draws. What happens to answers does not overlap, since
// it ends all at once. Times are multiples of a cycle's.
std::vector<Trouble> hourOfTroubles(std::uint64_t seed);

}  // namespace pipevane::testing

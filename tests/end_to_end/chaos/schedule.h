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

// In order of time. What happens to answers does not overlap, since it ends all at once.
const std::vector<Trouble>& hourOfTroubles();

}  // namespace pipevane::testing

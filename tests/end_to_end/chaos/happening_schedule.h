// What happens in the cluster during the hour, whatever goes wrong meanwhile.
#pragma once

#include "tests/end_to_end/chaos/schedule.h"

#include <cstdint>
#include <vector>

namespace pipevane::testing {

// Stories of guests, nodes, tasks, the log and notifications, each at a time that the seed draws,
// so that many go on at once. Each guest has one story, and none of those that hourOfTroubles() is
// about has any.
std::vector<Trouble> hourOfHappenings(std::uint64_t seed);

}  // namespace pipevane::testing

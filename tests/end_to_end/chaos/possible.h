// What somebody can do in a cluster as it is.
#pragma once

#include "tests/simulator/world/world.h"

#include <Poco/JSON/Object.h>

namespace pipevane::testing {

// False where the guest or a node that it names is not there, or the guest is so already. "task",
// the type of one, is made the "upid" of the newest; false where there is none that runs.
bool isPossible(const simulator::World& world, Poco::JSON::Object& asked);

}  // namespace pipevane::testing

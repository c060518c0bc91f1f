// What is really going on, under the names that Pipevane uses.
#pragma once

#include "tests/simulator/world/world.h"

#include <Poco/JSON/Object.h>

#include <cstddef>
#include <string>

namespace pipevane::simulator {

// {"time_ms", "entities": {"sim/vm/100": {"name", "node", "status", "cycles": [{"time_ms",
// "metrics"}]}}}, the newest cycle last and at most `cycles` of them. A metric of a guest that does
// not run is absent, and so is what a machine uses of its disks. Storages are among the entities, a
// shared one once, with the cycles of all nodes. `cluster` is the first part of the keys.
Poco::JSON::Object truth(const World& world, const std::string& cluster, std::size_t cycles);

}  // namespace pipevane::simulator

// A small office's cluster with a lively quarter of an hour: what the bundled session shows.
#pragma once

#include "tests/simulator/world/world.h"

#include <cstdint>

namespace pipevane::simulator {

Population demoPopulation(std::uint64_t seed, std::int64_t begin_s);
// Starts, stops, a migration, a backup, a leak: in the first ten minutes.
void addDemoHappenings(World& world);

}  // namespace pipevane::simulator

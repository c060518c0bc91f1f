// Who lives in the simulated cluster.
#pragma once

#include "tests/simulator/world/world.h"

#include <cstdint>
#include <string>

namespace pipevane::simulator {

// So many nodes and guests of every kind: running, stopped, templates, tagged, in pools.
// `begin_s`: when the watching begins; all that runs has run for long by then.
Population makePopulation(const std::string& cluster, int nodes, int guests, std::uint64_t seed,
                          std::int64_t begin_s);

}  // namespace pipevane::simulator

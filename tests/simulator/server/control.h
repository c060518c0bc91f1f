// What only a test may ask: the truth, the costs, and faults to come.
#pragma once

#include "tests/simulator/server/api.h"

#include <string>

namespace pipevane::simulator {

class Simulator;

// /__truth[?cycles=N], /__stats, /__fault (POST adds one, DELETE takes all away).
ApiAnswer control(Simulator& simulator, const std::string& method, const std::string& target,
                  const std::string& body);

}  // namespace pipevane::simulator

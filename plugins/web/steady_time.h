// For time that passes, whatever the host's clock is set to.
#pragma once

#include <chrono>

namespace pipevane::web {

using SteadyTime = std::chrono::steady_clock::time_point;

}  // namespace pipevane::web

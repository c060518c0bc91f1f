// Whether a history has all that was told of a series.
#pragma once

#include "tests/end_to_end/chaos/chaos_run.h"
#include "tests/end_to_end/chaos/judge.h"

#include <cstdint>
#include <vector>

namespace pipevane::testing {

// Every sample since then, each once and in its place, and nothing else. What was ahead of the host
// when its clock was set right may be forgotten.
bool isWhole(const std::vector<ChaosRun::Point>& stored, const Judge::Kept& told,
             std::int64_t from_ms);

}  // namespace pipevane::testing

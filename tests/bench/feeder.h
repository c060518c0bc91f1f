// A source that is never the one that is waited for: batches of a large fleet, one after another.
#pragma once

#include <pipevane/abi.h>

namespace pipevane::bench {

// The plugin with the source `feeder`: options `cycles`, `entities`.
const pv_plugin& feeder();

// Of each entity in each cycle.
inline constexpr int kMetrics = 8;

}  // namespace pipevane::bench

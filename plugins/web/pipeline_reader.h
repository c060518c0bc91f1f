// Reads the pipeline's state from the engine.
#pragma once

#include "plugins/web/live_components.h"

#include <pipevane/host.h>

#include <functional>

namespace pipevane::web {

// Calls `visit` with the pipeline as it is now; valid during the call. Not at all where the engine
// does not show it.
void readPipeline(const Host& host, const std::function<void(const pv_pipeline_status&)>& visit);

ComponentStates readComponents(const Host& host);

}  // namespace pipevane::web

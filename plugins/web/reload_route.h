// POST /api/pipeline/reload: another configuration for the running pipeline.
#pragma once

#include "plugins/web/http.h"

#include <pipevane/host.h>

namespace pipevane::web {

// [any] Answers what is going to change; the change follows. Throws Problem where the configuration
// cannot be used (422, with everything that is wrong), where an earlier change is still being made
// (503), and where this engine has nothing to read anew (501).
Response reloadPipeline(const Host& host, const Request& request);

}  // namespace pipevane::web

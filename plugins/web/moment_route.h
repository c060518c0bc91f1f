// How everything was at one time, over REST: from the pipeline's history.
#pragma once

#include "plugins/web/http.h"
#include "plugins/web/live.h"

#include <pipevane/host.h>

namespace pipevane::web {

// [any] Throws Problem.
Response momentOf(const Host& host, Live& live, const Request& request);

}  // namespace pipevane::web

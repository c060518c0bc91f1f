// Which component told what is current of an entity, and what the others said last.
#pragma once

#include "plugins/web/http.h"
#include "plugins/web/live.h"

#include <pipevane/host.h>

namespace pipevane::web {

// [any] Throws Problem.
Response provenanceOf(const Host& host, Live& live, const Request& request);

}  // namespace pipevane::web

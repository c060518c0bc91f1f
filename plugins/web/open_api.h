// The description of the REST API for programs (OpenAPI 3.1).
#pragma once

#include "plugins/web/http.h"

namespace pipevane::web {

Response openApi();

}  // namespace pipevane::web

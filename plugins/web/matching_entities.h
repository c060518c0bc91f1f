// The entities that a query finds, as they are now.
#pragma once

#include "plugins/web/http.h"
#include "plugins/web/live.h"
#include "plugins/web/query.h"

#include <pipevane/host.h>

#include <optional>
#include <string>
#include <vector>

namespace pipevane::web {

// The one in the parameter `query`, if there is one; throws Problem.
std::optional<Query> queryIn(const Request& request);

// Their keys, in order.
std::vector<std::string> matchingEntities(const Host& host, Live& live, const Query& query);

}  // namespace pipevane::web

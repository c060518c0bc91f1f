// The entities that a query finds, as they are now.
#pragma once

#include "plugins/web/http.h"
#include "plugins/web/live.h"
#include "plugins/web/query.h"

#include <pipevane/host.h>

#include <optional>
#include <vector>

namespace pipevane::web {

// The one in the parameter `query`, if there is one: one that says nothing is none. Throws Problem.
std::optional<Query> queryIn(const Request& request);
// The same where it stands in place of the parameter `entity`.
std::optional<Query> queryForEntitiesIn(const Request& request);

// By their keys, in order.
std::vector<EntityId> matchingEntities(const Host& host, Live& live, const Query& query);

}  // namespace pipevane::web

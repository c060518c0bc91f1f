#include "plugins/web/matching_entities.h"

#include <pipevane/error.h>

namespace pipevane::web {

std::optional<Query> queryIn(const Request& request) {
  const std::string* written = request.parameter("query");
  if (written == nullptr) return std::nullopt;
  try {
    Query query(*written);
    if (query.everything()) return std::nullopt;
    return query;
  } catch (const Error& error) {
    throw Problem{400, "Bad query", error.what()};
  }
}

std::optional<Query> queryForEntitiesIn(const Request& request) {
  std::optional<Query> query = queryIn(request);
  if (query && request.parameter("entity") != nullptr)
    throw Problem{400, "Bad parameters", "\"entity\" and \"query\" exclude each other"};
  return query;
}

std::vector<EntityId> matchingEntities(const Host& host, Live& live, const Query& query) {
  const std::int64_t steady_ms = host.steadyMs();
  return live.locked([&](LiveParts& parts) {
    std::vector<EntityId> ids;
    parts.state.sweep(steady_ms);
    for (const auto& [key, entity] : parts.state.entities())
      if (entity->present && query.matches(parts.state, *entity)) ids.push_back(entity->id);
    return ids;
  });
}

}  // namespace pipevane::web

#include "plugins/web/matching_entities.h"

#include <pipevane/error.h>

namespace pipevane::web {

std::optional<Query> queryIn(const Request& request) {
  const std::string* written = request.parameter("query");
  if (written == nullptr) return std::nullopt;
  try {
    return Query(*written);
  } catch (const Error& error) {
    throw Problem{400, "Bad query", error.what()};
  }
}

std::vector<std::string> matchingEntities(const Host& host, Live& live, const Query& query) {
  const std::int64_t steady_ms = host.steadyMs();
  return live.locked([&](LiveParts& parts) {
    std::vector<std::string> keys;
    parts.state.sweep(steady_ms);
    for (const auto& [key, entity] : parts.state.entities())
      if (entity->present && query.matches(parts.state, *entity)) keys.emplace_back(key);
    return keys;
  });
}

}  // namespace pipevane::web

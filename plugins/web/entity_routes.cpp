#include "plugins/web/entity_routes.h"

#include "plugins/web/entity_json.h"
#include "plugins/web/matching_entities.h"
#include "plugins/web/page.h"

namespace pipevane::web {
namespace {

// By its key, or by its name where only one has it.
const LiveEntity& nodeNamed(const LiveState& state, const std::string& id) {
  const LiveEntity* by_key = state.find(id);
  if (by_key != nullptr && by_key->kind == "node") return *by_key;
  const LiveEntity* by_name = nullptr;
  for (const LiveEntity* each : state.all()) {
    if (!each->present || each->kind != "node" || each->name() != id) continue;
    if (by_name != nullptr)
      throw Problem{409, "Several nodes", "several nodes are named \"" + id + "\": use the key"};
    by_name = each;
  }
  if (by_name == nullptr) throw Problem{404, "No such node", "there is no node \"" + id + "\""};
  return *by_name;
}

}  // namespace

template <class Wanted>
Response EntityRoutes::list(const Request& request, Wanted wanted) {
  const Query query = queryIn(request).value_or(Query());
  const Page page = Page::of(request);
  const std::int64_t steady_ms = host_.steadyMs();
  Response response;
  live_.locked([&](LiveParts& parts) {
    parts.state.sweep(steady_ms);
    JsonWriter json(response.body);
    json.beginObject().key("items").beginArray();
    std::size_t total = 0, written = 0;
    std::string_view last;
    bool more = false;
    for (const auto& [key, entity] : parts.state.entities()) {
      if (!entity->present || !wanted(*entity) || !query.matches(parts.state, *entity)) continue;
      ++total;
      if (!page.after.empty() && key <= page.after) continue;
      more = written == page.limit;
      if (more) continue;
      writeEntity(json, parts.state, *entity, steady_ms);
      last = key;
      ++written;
    }
    json.endArray().key("total").count(total);
    if (more) {
      const std::string next = Page::next(request, last);
      json.key("next").text(next);
      response.headers.emplace_back("Link", "<" + next + ">; rel=\"next\"");
    }
    json.endObject();
  });
  return response;
}

Response EntityRoutes::nodes(const Request& request) {
  return list(request, [](const LiveEntity& entity) { return entity.kind == "node"; });
}

Response EntityRoutes::guests(const Request& request) {
  return list(request, [](const LiveEntity& entity) {
    return entity.kind == "vm" || entity.kind == "container";
  });
}

Response EntityRoutes::storage(const Request& request) {
  return list(request, [](const LiveEntity& entity) { return entity.kind == "storage"; });
}

Response EntityRoutes::node(const std::string& id) {
  const std::int64_t steady_ms = host_.steadyMs();
  Response response;
  live_.locked([&](LiveParts& parts) {
    parts.state.sweep(steady_ms);
    JsonWriter json(response.body);
    writeEntity(json, parts.state, nodeNamed(parts.state, id), steady_ms);
  });
  return response;
}

Response EntityRoutes::guestsOf(const std::string& node, std::string_view kind,
                                const Request& request) {
  std::string cluster, name;
  live_.locked([&](LiveParts& parts) {
    const LiveEntity& found = nodeNamed(parts.state, node);
    cluster = found.cluster;
    name = found.name();
  });
  return list(request, [&](const LiveEntity& entity) {
    return entity.kind == kind && entity.cluster == cluster && entity.text("node") == name;
  });
}

}  // namespace pipevane::web

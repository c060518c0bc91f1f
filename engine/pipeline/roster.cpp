#include "engine/pipeline/roster.h"

#include <pipevane/error.h>

#include <algorithm>
#include <utility>

namespace pipevane::pipeline {

const std::shared_ptr<Component>& named(std::string_view id, const Roster& components,
                                        std::size_t reader) {
  const auto end = components.begin() + static_cast<std::ptrdiff_t>(reader);
  const auto at = std::find_if(components.begin(), end,
                               [id](const auto& component) { return component->id() == id; });
  if (at == end)
    throw Error("cannot wire the pipeline: no component \"" + std::string(id) +
                "\" stands before its reader");
  return *at;
}

void connect(const Roster& components, const config::PipelineSpec& spec) {
  std::vector<std::vector<Feed>> feeds(components.size());
  for (std::size_t reader = 0; reader < components.size(); ++reader)
    for (const config::EdgeSpec& edge : spec.components[reader].inputs)
      feeds[reader].push_back({named(edge.from, components, reader), edge});
  for (std::size_t reader = 0; reader < components.size(); ++reader)
    components[reader]->readFrom(feeds[reader]);
  // Readers before those they read from: what they take is known when it is asked for.
  for (std::size_t producer = components.size(); producer-- > 0;) {
    OutEdges edges;
    for (const auto& reader : components)
      if (auto edge = reader->edgeFrom(*components[producer]))
        edges.push_back({reader, std::move(edge), reader->mask()});
    components[producer]->sendTo(std::move(edges));
  }
}

void launch(const Roster& components) {
  for (const auto& component : components) component->announce();
  std::for_each(components.rbegin(), components.rend(),
                [](auto& component) { component->launch(); });
}

Roster without(const Roster& all, const Roster& others) {
  Roster left;
  for (const auto& each : all)
    if (std::ranges::find(others, each) == others.end()) left.push_back(each);
  return left;
}

std::vector<std::string> idsOf(const Roster& components) {
  std::vector<std::string> ids;
  for (const auto& each : components) ids.push_back(each->id());
  return ids;
}

std::vector<const ToldEntities*> witnesses(const Component& leaving, const Roster& staying) {
  std::vector<const ToldEntities*> told;
  for (const auto& each : staying)
    if (leaving.type().kind != PV_SOURCE || each->type().kind == PV_SOURCE)
      told.push_back(&each->told());
  return told;
}

void settle(const Roster& staying, const Roster& leaving,
            std::chrono::steady_clock::time_point deadline) {
  for (const auto& producer : staying)
    if (std::ranges::any_of(leaving, [&producer](const auto& reader) {
          return reader->edgeFrom(*producer) != nullptr;
        }))
      producer->output().awaitFormer(deadline);
}

void forgetEnded(Roster& components) {
  std::erase_if(components, [](const auto& component) {
    return component->waitStopped(std::chrono::steady_clock::now());
  });
}

}  // namespace pipevane::pipeline

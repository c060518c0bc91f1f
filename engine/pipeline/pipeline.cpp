#include "engine/pipeline/pipeline.h"

#include "engine/pipeline/stopping.h"

#include <pipevane/error.h>
#include <pipevane/text.h>

#include <algorithm>

namespace pipevane::pipeline {
namespace {

using Roster = std::vector<std::shared_ptr<Component>>;

// Among those that stand before its reader.
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

}  // namespace

Pipeline::Pipeline(const config::PipelineSpec& spec, const loader::Catalogue& catalogue,
                   const Settings& settings)
    : catalogue_(catalogue),
      neighbours_{settings.clock,
                  settings.log,
                  dictionary_,
                  texts_,
                  *this,
                  std::make_shared<BatchPool>(),
                  settings.share_folder},
      started_ms_(settings.clock.nowMs()) {
  Roster components;
  for (const config::ComponentSpec& each : spec.components)
    components.push_back(make(each, spec.data_folder));
  connect(components, spec);
  roster_.with([&](auto& now) { now = std::make_shared<const Roster>(components); });
  for (const auto& component : components) component->create();
}

Pipeline::~Pipeline() { stop(std::chrono::seconds(10)); }

std::shared_ptr<Component> Pipeline::make(const config::ComponentSpec& spec,
                                          const std::string& data_folder) {
  const pv_component_type* type = catalogue_.find(spec.type);
  if (type == nullptr)
    throw Error("cannot make component \"" + spec.id + "\": no plugin offers \"" + spec.type +
                "\"");
  return std::make_shared<Component>(spec, data_folder, *type, neighbours_);
}

// The components are those of the specification, one by one.
void Pipeline::connect(const Roster& components, const config::PipelineSpec& spec) {
  std::vector<std::vector<Feed>> feeds(components.size());
  for (std::size_t reader = 0; reader < components.size(); ++reader)
    for (const config::EdgeSpec& edge : spec.components[reader].inputs)
      feeds[reader].push_back({named(edge.from, components, reader), edge});
  for (std::size_t reader = 0; reader < components.size(); ++reader)
    components[reader]->readFrom(feeds[reader]);
  for (std::size_t producer = components.size(); producer-- > 0;) {
    OutEdges edges;
    for (const auto& reader : components)
      if (auto edge = reader->edgeFrom(*components[producer]))
        edges.push_back({reader, std::move(edge), reader->mask()});
    components[producer]->sendTo(std::move(edges));
  }
}

void Pipeline::start() {
  const auto components = roster();
  for (const auto& component : *components) component->announce();
  // Readers before those they read from, so that nobody writes to a component that is not there
  // yet.
  std::for_each(components->rbegin(), components->rend(),
                [](auto& component) { component->launch(); });
}

std::vector<std::string> Pipeline::stop(std::chrono::milliseconds patience) {
  std::vector<std::string> stuck;
  for (const auto& component : stopInOrder(*roster(), patience, [](Component&) {}))
    stuck.push_back(component->id());
  return stuck;
}

std::shared_ptr<const Pipeline::Roster> Pipeline::roster() const {
  return roster_.with([](const auto& now) { return now; });
}

void Pipeline::readStatus(void* context, void (*visit)(void*, const pv_pipeline_status*)) {
  const auto roster_now = roster();
  const Roster& listed = *roster_now;
  std::vector<HealthReading> healths;
  std::vector<pv_component_status> components;
  std::vector<pv_edge_status> edges;
  std::vector<std::shared_ptr<const OutEdges>> outputs;  // hold what is pointed at
  healths.reserve(listed.size());
  for (const auto& component : listed) {
    const HealthReading& health = healths.emplace_back(component->health());
    pv_component_status& status = components.emplace_back(component->status());
    status.state = health.state;
    status.since_ms = health.since_ms;
    if (!health.why.empty()) status.why = text(health.why);
    for (const OutEdge& edge : *outputs.emplace_back(component->output().edges())) {
      const EdgeAccount account = edge.to->inbox().account(*edge.edge);
      edges.push_back({.size = sizeof(pv_edge_status),
                       .policy = account.policy,
                       .from = text(component->id()),
                       .to = text(edge.to->id()),
                       .pushed = account.queue.pushed,
                       .delivered = account.queue.delivered,
                       .dropped = account.queue.dropped,
                       .queued = account.queue.queued,
                       .queued_bytes = account.queue.queued_bytes,
                       .capacity_bytes = account.queue.capacity_bytes,
                       .wait_us_total = account.wait_us_total,
                       .dropped_full = account.queue.lost(Loss::kFull),
                       .dropped_down = account.queue.lost(Loss::kDown),
                       .dropped_refused = account.queue.lost(Loss::kRefused),
                       .dropped_stopped = account.queue.lost(Loss::kStopped)});
    }
  }
  const DictionarySize size = dictionary_.size();
  const pv_pipeline_status status{.size = sizeof(pv_pipeline_status),
                                  .started_ms = started_ms_,
                                  .component_count = components.size(),
                                  .components = components.data(),
                                  .edge_count = edges.size(),
                                  .edges = edges.data(),
                                  .entity_count = size.entities,
                                  .metric_count = size.metrics,
                                  .series_count = size.series};
  visit(context, &status);
}

std::size_t Pipeline::countProviders(const char* service) {
  const auto listed = roster();
  return static_cast<std::size_t>(std::ranges::count_if(
      *listed, [service](const auto& component) { return component->instance().offers(service); }));
}

pv_text Pipeline::provider(const char* service, std::size_t index) {
  const auto listed = roster();
  for (const auto& component : *listed)
    if (component->instance().offers(service) && index-- == 0) return text(component->id());
  return absent();
}

pv_service Pipeline::acquire(const char* service, pv_text wanted) {
  const auto listed = roster();
  for (const auto& component : *listed) {
    if (present(wanted) && view(wanted) != component->id()) continue;
    pv_service found{nullptr, nullptr, component.get()};
    found.table = component->instance().acquire(service, found.self);
    if (found.table != nullptr) return found;
  }
  return {nullptr, nullptr, nullptr};
}

}  // namespace pipevane::pipeline

#include "engine/pipeline/pipeline.h"

#include <pipevane/error.h>
#include <pipevane/text.h>

#include <algorithm>
#include <cstdlib>

namespace pipevane::pipeline {

Pipeline::Pipeline(const config::PipelineSpec& spec, const loader::Catalogue& catalogue,
                   const Settings& settings)
    : neighbours_{settings.clock,
                  settings.log,
                  dictionary_,
                  *this,
                  std::make_shared<BatchPool>(),
                  spec.data_folder,
                  settings.share_folder},
      started_ms_(settings.clock.nowMs()) {
  for (const config::ComponentSpec& component : spec.components) add(component, catalogue);
  std::for_each(components_.rbegin(), components_.rend(),
                [](auto& component) { component->settleMasks(); });
  for (const auto& component : components_) component->create();
}

Pipeline::~Pipeline() { stop(std::chrono::seconds(10)); }

void Pipeline::add(const config::ComponentSpec& spec, const loader::Catalogue& catalogue) {
  const pv_component_type* type = catalogue.find(spec.type);
  if (type == nullptr)
    throw Error("cannot make component \"" + spec.id + "\": no plugin offers \"" + spec.type +
                "\"");
  auto component = std::make_unique<Component>(spec, *type, neighbours_);
  for (const config::EdgeSpec& edge : spec.inputs) component->readFrom(named(edge.from), edge);
  components_.push_back(std::move(component));
}

Component& Pipeline::named(std::string_view id) {
  for (const auto& component : components_)
    if (component->id() == id) return *component;
  throw Error("cannot wire the pipeline: no component \"" + std::string(id) +
              "\" stands before its reader");
}

void Pipeline::start() {
  // Readers before those they read from, so that nobody writes to a component that is not there
  // yet.
  std::for_each(components_.rbegin(), components_.rend(),
                [](auto& component) { component->launch(); });
}

std::vector<std::string> Pipeline::stop(std::chrono::milliseconds patience) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  for (const std::int32_t kind : {PV_SOURCE, PV_TRANSFORM, PV_SINK}) waitFor(kind, deadline);
  std::vector<std::string> stuck;
  // A component that was waiting, and not stuck in its plugin, ends at once when it is aborted.
  const auto grace =
      std::max(deadline, std::chrono::steady_clock::now()) + std::chrono::milliseconds(500);
  for (const auto& component : components_)
    if (!component->waitStopped(std::chrono::steady_clock::now())) component->abort();
  for (const auto& component : components_)
    if (!component->waitStopped(grace)) stuck.push_back(component->id());
  return stuck;
}

void Pipeline::waitFor(std::int32_t kind, std::chrono::steady_clock::time_point deadline) {
  // Of transforms that feed each other the first in the order must be done before the next is told
  // to finish.
  const bool one_by_one = kind == PV_TRANSFORM;
  if (!one_by_one)
    for (const auto& component : components_)
      if (component->type().kind == kind) component->requestStop();
  for (const auto& component : components_) {
    if (component->type().kind != kind) continue;
    if (one_by_one) component->requestStop();
    component->waitStopped(deadline);
  }
}

bool Pipeline::allStopped() const {
  return std::ranges::all_of(components_, [](const auto& component) {
    return component->health().state == PV_HAS_STOPPED;
  });
}

void Pipeline::readStatus(void* context, void (*visit)(void*, const pv_pipeline_status*)) {
  std::vector<HealthReading> healths;
  std::vector<pv_component_status> components;
  std::vector<pv_edge_status> edges;
  healths.reserve(components_.size());
  for (const auto& component : components_) {
    const HealthReading& health = healths.emplace_back(component->health());
    pv_component_status& status = components.emplace_back(component->status());
    status.state = health.state;
    status.since_ms = health.since_ms;
    if (!health.why.empty()) status.why = text(health.why);
    for (const OutEdge& edge : component->output().edges()) {
      const EdgeAccount account = edge.inbox->account(edge.index);
      edges.push_back({.size = sizeof(pv_edge_status),
                       .policy = edge.inbox->policy(edge.index),
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
  return static_cast<std::size_t>(std::ranges::count_if(
      components_,
      [service](const auto& component) { return component->instance().offers(service); }));
}

pv_text Pipeline::provider(const char* service, std::size_t index) {
  for (const auto& component : components_)
    if (component->instance().offers(service) && index-- == 0) return text(component->id());
  return absent();
}

pv_service Pipeline::acquire(const char* service, pv_text wanted) {
  for (const auto& component : components_) {
    if (present(wanted) && view(wanted) != component->id()) continue;
    pv_service found{nullptr, nullptr, component.get()};
    found.table = component->instance().acquire(service, found.self);
    if (found.table != nullptr) return found;
  }
  return {nullptr, nullptr, nullptr};
}

}  // namespace pipevane::pipeline

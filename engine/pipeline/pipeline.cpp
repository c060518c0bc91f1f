#include "engine/pipeline/pipeline.h"

#include <pipevane/error.h>
#include <pipevane/text.h>

#include <algorithm>
#include <cstdlib>

namespace pipevane::pipeline {
namespace {

using Steady = std::chrono::steady_clock;
using Time = Steady::time_point;

// Those that have not stopped by then.
std::vector<Component*> awaited(const std::vector<Component*>& components, Time deadline) {
  std::vector<Component*> late;
  for (Component* component : components)
    if (!component->waitStopped(deadline)) late.push_back(component);
  return late;
}

// Tells them to stop. The last third of their time is kept for the flush, and what is not done by
// then, is aborted.
void finish(const std::vector<Component*>& components, Time deadline) {
  const Time begin = Steady::now();
  for (Component* component : components) component->requestStop();
  auto late = awaited(components, begin + (deadline - begin) * 2 / 3);
  for (Component* component : late) component->hurry();
  late = awaited(late, deadline);
  for (Component* component : late) component->abort();
}

}  // namespace

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
  const Time begin = Steady::now();
  finish(ofKind(PV_SOURCE), begin + Steady::duration(patience) / 3);
  // Of transforms that feed each other the first in the order must be done before the next is told
  // to finish.
  const auto transforms = ofKind(PV_TRANSFORM);
  auto left = static_cast<Steady::rep>(transforms.size());
  const Time last = begin + Steady::duration(patience) * 2 / 3;
  for (Component* transform : transforms) {
    const Time now = Steady::now();
    finish({transform}, now + (last - now) / left--);
  }
  finish(ofKind(PV_SINK), begin + patience);
  // A component that was waiting, and not stuck in its plugin, ends at once when it is aborted.
  const Time grace = std::max(begin + patience, Steady::now()) + std::chrono::milliseconds(500);
  std::vector<std::string> stuck;
  for (const auto& component : components_)
    if (!component->waitStopped(grace)) stuck.push_back(component->id());
  return stuck;
}

std::vector<Component*> Pipeline::ofKind(std::int32_t kind) {
  std::vector<Component*> found;
  for (const auto& component : components_)
    if (component->type().kind == kind) found.push_back(component.get());
  return found;
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

#include "engine/pipeline/pipeline.h"

#include "engine/pipeline/heirs.h"
#include "engine/pipeline/stopping.h"

#include <pipevane/error.h>
#include <pipevane/text.h>

#include <algorithm>
#include <utility>

namespace pipevane::pipeline {
namespace {

std::chrono::milliseconds timeUntil(std::chrono::steady_clock::time_point deadline) {
  const auto left = deadline - std::chrono::steady_clock::now();
  return std::max(std::chrono::duration_cast<std::chrono::milliseconds>(left),
                  std::chrono::milliseconds(0));
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
                  settings.share_folder,
                  settings.reloader},
      started_ms_(settings.clock.nowMs()),
      spec_(spec) {
  Roster components;
  for (const config::ComponentSpec& each : spec.components)
    components.push_back(make(each, spec.data_folder));
  connect(components, spec);
  publish(components);
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

void Pipeline::start() { launch(*roster()); }

Difference Pipeline::differenceFrom(const config::PipelineSpec& spec) const {
  return differenceOf(spec_, spec);
}

std::vector<std::string> Pipeline::reload(const config::PipelineSpec& spec,
                                          std::chrono::milliseconds patience) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  const Difference difference = differenceFrom(spec);
  const Roster before = *roster();
  const Roster next = assemble(spec, difference);
  const Roster added = without(next, before);
  const Roster kept = without(next, added);
  const Roster leaving = without(before, next);
  for (const auto& component : added) component->joinLate();
  connect(next, spec);
  settle(kept, leaving, deadline - patience * 2 / 3);
  auto stuck = dismiss(leaving, kept, added, timeUntil(deadline));
  for (const auto& component : kept) component->retireLeftOut();
  publish(next);
  spec_ = spec;
  for (const auto& component : added) component->create();
  launch(added);
  newcomers_ = added;
  for (const auto& component : kept)
    if (std::ranges::find(difference.rewired, component->id()) != difference.rewired.end())
      component->askForRefresh();
  return stuck;
}

std::vector<Failure> Pipeline::startFailures(std::chrono::steady_clock::time_point deadline) {
  std::vector<Failure> failures;
  for (const auto& component : std::exchange(newcomers_, {}))
    if (std::string why = component->whyNotStarted(deadline); !why.empty())
      failures.push_back({component->id(), std::move(why)});
  return failures;
}

// Those that are kept as they are, and the others made.
Roster Pipeline::assemble(const config::PipelineSpec& spec, const Difference& difference) {
  const auto now = roster();
  Roster next;
  for (const config::ComponentSpec& each : spec.components)
    next.push_back(difference.keeps(each.id) ? named(each.id, *now, now->size())
                                             : make(each, spec.data_folder));
  return next;
}

// What one of them has told is over, unless one that stays has told it, or one that comes in its
// place knows of it.
std::vector<std::string> Pipeline::dismiss(const Roster& leaving, const Roster& kept,
                                           const Roster& added,
                                           std::chrono::milliseconds patience) {
  Roster staying = kept;
  staying.insert(staying.end(), added.begin(), added.end());
  Heirs heirs(leaving, added);
  const Roster stuck = stopInOrder(leaving, patience, [&](Component& component) {
    if (!heirs.take(component)) {
      const auto gone = component.told().notAmong(witnesses(component, staying));
      if (!gone.empty()) component.sayGone(gone);
    }
    component.leave();
  });
  forgetEnded(left_behind_);
  left_behind_.insert(left_behind_.end(), stuck.begin(), stuck.end());
  return idsOf(stuck);
}

std::vector<std::string> Pipeline::stop(std::chrono::milliseconds patience) {
  auto stuck = idsOf(stopInOrder(*roster(), patience, [](Component&) {}));
  forgetEnded(left_behind_);
  for (std::string& id : idsOf(left_behind_)) stuck.push_back(std::move(id));
  return stuck;
}

void Pipeline::publish(Roster components) {
  auto next = std::make_shared<const Roster>(std::move(components));
  roster_.with([&next](auto& now) { now.swap(next); });
}

std::shared_ptr<const Roster> Pipeline::roster() const {
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

std::vector<std::string> Pipeline::providersOf(const char* service) {
  std::vector<std::string> ids;
  const auto listed = roster();
  for (const auto& component : *listed)
    if (component->instance().offers(service)) ids.push_back(component->id());
  return ids;
}

bool Pipeline::useService(const char* service, const std::string& component,
                          const std::function<void(const void* table, void* self)>& use) {
  const pv_service held = acquire(service, text(component));
  if (held.table == nullptr) return false;
  try {
    use(held.table, held.self);
  } catch (...) {
    static_cast<Component*>(held.lease)->instance().release();
    throw;
  }
  static_cast<Component*>(held.lease)->instance().release();
  return true;
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

#include "engine/pipeline/stopping.h"

#include <algorithm>

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

std::vector<Component*> ofKind(const std::vector<std::shared_ptr<Component>>& components,
                               std::int32_t kind) {
  std::vector<Component*> found;
  for (const auto& component : components)
    if (component->type().kind == kind) found.push_back(component.get());
  return found;
}

}  // namespace

std::vector<std::shared_ptr<Component>> stopInOrder(
    const std::vector<std::shared_ptr<Component>>& components, std::chrono::milliseconds patience,
    const std::function<void(Component&)>& finished) {
  const Time begin = Steady::now();
  const auto sources = ofKind(components, PV_SOURCE);
  finish(sources, begin + Steady::duration(patience) / 3);
  for (Component* source : sources) finished(*source);
  // Of transforms that feed each other the first in the order must be done before the next is told
  // to finish.
  const auto transforms = ofKind(components, PV_TRANSFORM);
  auto left = static_cast<Steady::rep>(transforms.size());
  const Time last = begin + Steady::duration(patience) * 2 / 3;
  for (Component* transform : transforms) {
    const Time now = Steady::now();
    finish({transform}, now + (last - now) / left--);
    finished(*transform);
  }
  const auto sinks = ofKind(components, PV_SINK);
  finish(sinks, begin + patience);
  for (Component* sink : sinks) finished(*sink);
  // A component that was waiting, and not stuck in its plugin, ends at once when it is aborted.
  const Time grace = std::max(begin + patience, Steady::now()) + std::chrono::milliseconds(500);
  std::vector<std::shared_ptr<Component>> stuck;
  for (const auto& component : components)
    if (!component->waitStopped(grace)) stuck.push_back(component);
  return stuck;
}

}  // namespace pipevane::pipeline

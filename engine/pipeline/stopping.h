// How components are brought to their end, in order: sources first, then what is on its way is
// finished, transforms before sinks.
#pragma once

#include "engine/pipeline/component.h"

#include <chrono>
#include <functional>
#include <memory>
#include <vector>

namespace pipevane::pipeline {

// [main] Of `components`, each of which stands behind those it reads from. What is not done within
// `patience` is given up; sources and transforms may take a third of it each, however stuck.
// `finished` is called for each when its turn is over. Returns those that are stuck inside their
// plugin. Idempotent.
std::vector<std::shared_ptr<Component>> stopInOrder(
    const std::vector<std::shared_ptr<Component>>& components, std::chrono::milliseconds patience,
    const std::function<void(Component&)>& finished);

}  // namespace pipevane::pipeline

#include "engine/pipeline/difference.h"

#include <algorithm>

namespace pipevane::pipeline {
namespace {

using config::ComponentSpec;
using config::EdgeSpec;
using config::PipelineSpec;

const ComponentSpec* find(const PipelineSpec& spec, const std::string& id) {
  const auto at = std::ranges::find(spec.components, id, &ComponentSpec::id);
  return at == spec.components.end() ? nullptr : &*at;
}

// In whatever order they were written.
bool readTheSame(const ComponentSpec& before, const ComponentSpec& after) {
  return std::ranges::is_permutation(before.inputs, after.inputs);
}

}  // namespace

bool Difference::keeps(const std::string& id) const {
  return std::ranges::find(added, id) == added.end() &&
         std::ranges::find(restarted, id) == restarted.end();
}

Difference differenceOf(const PipelineSpec& before, const PipelineSpec& after) {
  Difference difference;
  for (const ComponentSpec& each : before.components)
    if (find(after, each.id) == nullptr) difference.removed.push_back(each.id);
  // Nobody but a component itself knows whether it keeps something in the folder.
  const bool moved = before.data_folder != after.data_folder;
  for (const ComponentSpec& each : after.components) {
    const ComponentSpec* old = find(before, each.id);
    if (old == nullptr) {
      difference.added.push_back(each.id);
    } else if (moved || old->type != each.type || old->options != each.options) {
      difference.restarted.push_back(each.id);
    } else {
      ++difference.kept;
      if (!readTheSame(*old, each)) difference.rewired.push_back(each.id);
    }
  }
  return difference;
}

}  // namespace pipevane::pipeline

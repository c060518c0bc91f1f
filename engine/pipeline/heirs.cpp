#include "engine/pipeline/heirs.h"

#include <algorithm>
#include <chrono>

namespace pipevane::pipeline {

Heirs::Heirs(const Roster& leaving, const Roster& added) {
  for (const auto& each : leaving) {
    const auto heir = std::ranges::find_if(added, [&each](const auto& comes) {
      return comes->id() == each->id() && &comes->type() == &each->type();
    });
    if (heir != added.end()) pairs_.push_back({each, *heir});
  }
}

bool Heirs::take(const Component& gone) {
  for (Pair& each : pairs_) {
    // One that was aborted just now may be at its last call; the others were not told to stop yet.
    const std::chrono::milliseconds patience(each.leaving.get() == &gone ? 100 : 0);
    if (!each.done) each.done = each.heir->inherit(*each.leaving, patience);
  }
  return std::ranges::any_of(
      pairs_, [&gone](const Pair& each) { return each.leaving.get() == &gone && each.done; });
}

}  // namespace pipevane::pipeline

// What components hold that only one can hold at a time, see <pipevane/trial.h>.
#pragma once

#include "engine/pipeline/pipeline.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace pipevane::host {

// Texts, by the id of the component.
using Holdings = std::map<std::string, std::vector<std::string>>;

// [main] Of a pipeline that runs, or whose components are made only.
Holdings holdingsOf(pipeline::Pipeline& pipeline);

struct Held {
  std::string by, thing;
};
// Of these things, one that somebody holds.
std::optional<Held> firstOf(const std::vector<std::string>& things, const Holdings& holdings);

}  // namespace pipevane::host

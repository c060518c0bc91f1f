// What is to be done to one pipeline to make it another one.
#pragma once

#include "engine/config/pipeline_spec.h"

#include <cstddef>
#include <string>
#include <vector>

namespace pipevane::pipeline {

// Ids, in the order of the new pipeline; `removed` in that of the old one.
struct Difference {
  std::vector<std::string> added, removed;
  std::vector<std::string> restarted;  // another type, other options, or another data folder
  std::vector<std::string> rewired;    // kept, and reading from others or in another way
  std::size_t kept = 0;                // the rewired ones as well

  bool nothing() const {
    return added.empty() && removed.empty() && restarted.empty() && rewired.empty();
  }
  bool keeps(const std::string& id) const;  // of one that is in both
};

Difference differenceOf(const config::PipelineSpec& before, const config::PipelineSpec& after);

}  // namespace pipevane::pipeline

// A pipeline's YAML, checked against what the plugins offer.
#pragma once

#include "engine/config/environment.h"
#include "engine/config/known_types.h"
#include "engine/config/pipeline_spec.h"
#include "engine/config/problems.h"
#include "engine/config/text_file.h"

#include <string>
#include <vector>

namespace pipevane::config {

struct PipelineReading {
  // With problems: those components of which nothing is wrong themselves, without their inputs.
  PipelineSpec spec;
  std::vector<Problem> problems;  // in the order of their places
};

// `file` stands in the sentences. References are to `files`. Throws ConfigError where it cannot be
// read as a map at all.
PipelineReading readAsFarAsPossible(const std::string& yaml, const std::string& file,
                                    const KnownTypes& types, const Environment& environment,
                                    Files files = Files::kAny);

// The same; throws ConfigError with every problem that was found.
PipelineSpec readPipeline(const std::string& yaml, const std::string& file, const KnownTypes& types,
                          const Environment& environment, Files files = Files::kAny);

}  // namespace pipevane::config

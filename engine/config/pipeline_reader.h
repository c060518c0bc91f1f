// A pipeline's YAML, checked against what the plugins offer.
#pragma once

#include "engine/config/environment.h"
#include "engine/config/known_types.h"
#include "engine/config/pipeline_spec.h"
#include "engine/config/text_file.h"

#include <string>

namespace pipevane::config {

// `file` stands in the sentences. References are to `files`. Throws ConfigError with every problem
// that was found.
PipelineSpec readPipeline(const std::string& yaml, const std::string& file, const KnownTypes& types,
                          const Environment& environment, Files files = Files::kAny);

}  // namespace pipevane::config

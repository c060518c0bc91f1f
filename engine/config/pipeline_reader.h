// A pipeline's YAML, checked against what the plugins offer.
#pragma once

#include "engine/config/environment.h"
#include "engine/config/known_types.h"
#include "engine/config/pipeline_spec.h"

#include <string>

namespace pipevane::config {

// `file` stands in the sentences. Throws ConfigError with every problem that was found.
PipelineSpec readPipeline(const std::string& yaml, const std::string& file, const KnownTypes& types,
                          const Environment& environment);

}  // namespace pipevane::config

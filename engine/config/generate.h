// The pipeline that the environment describes, as YAML: what `run` does without a configuration,
// and what `generate` prints to be written down and edited. Secrets are references, never values.
#pragma once

#include "engine/config/environment.h"

#include <string>

namespace pipevane::config {

struct GeneratedPipeline {
  std::string yaml;
  bool demo = false;  // no node is configured: it plays the bundled session
};

// Throws ConfigError naming every variable that cannot be used.
GeneratedPipeline generatePipeline(const Environment& environment);

}  // namespace pipevane::config

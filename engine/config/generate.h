// The pipeline that the environment describes, as YAML: what `run` does without a configuration,
// and what `generate` prints to be written down and edited. Secrets are references, never values.
#pragma once

#include "engine/config/environment.h"
#include "engine/config/text_file.h"

#include <string>

namespace pipevane::config {

struct GeneratedPipeline {
  std::string yaml;
  bool demo = false;  // no node is configured: it plays the bundled session
};

// Throws ConfigError naming every variable that cannot be used. Files that variables name are
// `files`.
GeneratedPipeline generatePipeline(const Environment& environment, Files files = Files::kAny);

}  // namespace pipevane::config

// The JSON Schema of a pipeline's YAML, from what the plugins declare; editors complete and check
// with it.
#pragma once

#include "engine/config/known_types.h"

#include <string>

namespace pipevane::config {

// Draft 2020-12, indented, the same text for the same plugins.
std::string jsonSchema(const KnownTypes& types);

}  // namespace pipevane::config

// A scalar of a pipeline file whose references are resolved, or may not be any; what is wrong is
// reported at its place.
#pragma once

#include "engine/config/environment.h"
#include "engine/config/problems.h"
#include "engine/config/references.h"
#include "engine/config/yaml_node.h"

#include <optional>
#include <string>

namespace pipevane::config {

// Nothing where a reference stands for nothing.
std::optional<std::string> resolved(const YamlNode& scalar, const Environment& environment,
                                    Files files, Problems& problems);

// True, and reported, where `scalar` refers to something: who reads from whom is the same in every
// environment. `what` is the scalar's name in the sentence, as in "the type".
bool refusesReference(const YamlNode& scalar, const std::string& what, Problems& problems);

}  // namespace pipevane::config

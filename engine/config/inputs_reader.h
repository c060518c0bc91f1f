// What a component says it reads from, as it was written: ids, or maps with the edge's own policy
// and capacity.
#pragma once

#include "engine/config/environment.h"
#include "engine/config/problems.h"
#include "engine/config/references.h"
#include "engine/config/wiring.h"
#include "engine/config/yaml_node.h"

#include <vector>

namespace pipevane::config {

// `id` is the component's, `body` its map. What cannot be read is reported and left out.
std::vector<WrittenInput> readInputs(const YamlNode& id, const YamlNode& body,
                                     const Environment& environment, Files files,
                                     Problems& problems);

}  // namespace pipevane::config

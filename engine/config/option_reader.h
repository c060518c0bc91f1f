// One component's options: YAML against what its plugin declares.
#pragma once

#include "engine/config/environment.h"
#include "engine/config/option_tree.h"
#include "engine/config/text_file.h"
#include "engine/config/yaml_node.h"

#include <pipevane/abi.h>

#include <string>
#include <vector>

namespace pipevane::config {

// Reads all declared options out of the component's map, fills in defaults, and reports whatever is
// unknown, missing, of the wrong type, out of range, or a secret written out.
OptionTree readOptions(const YamlNode& component, const pv_component_type& type,
                       const Environment& environment, Files files, Problems& problems);

// `duration, 1s to 1h`: what an option takes, in words.
std::string describeType(const pv_option& option);

}  // namespace pipevane::config

// Finds the #include lines that break the rules of rooms.h.
#pragma once

#include "tests/layering/source_tree.h"

#include <string>
#include <vector>

namespace pipevane::layering {

// One sentence each, "file:line: what is wrong and what the rule is"; ordered by file and line.
std::vector<std::string> violations(const SourceTree& tree);

}  // namespace pipevane::layering

// References in scalars: ${env:NAME}, ${env:NAME:-default}, ${file:/path}, and $$ for a dollar
// sign.
#pragma once

#include "engine/config/environment.h"
#include "engine/config/text_file.h"

#include <string>
#include <string_view>
#include <vector>

namespace pipevane::config {

struct Resolved {
  std::string value;
  bool referred = false;              // it held at least one reference
  bool literal = false;               // some of it stands there as it is, or as a default
  std::vector<std::string> problems;  // sentences; never with what a reference stands for
};

// Where a secret is missing no default is advised, as none is allowed. A ${file:...} that is none
// of `files` is a problem.
Resolved resolve(std::string_view written, const Environment& environment, bool secret = false,
                 Files files = Files::kAny);

// `text` holds what `resolve` would take for a reference.
bool refers(std::string_view text);

}  // namespace pipevane::config

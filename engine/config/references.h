// References in scalars: ${env:NAME}, ${env:NAME:-default}, ${file:/path}, and $$ for a dollar
// sign.
#pragma once

#include "engine/config/environment.h"

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

Resolved resolve(std::string_view written, const Environment& environment);

}  // namespace pipevane::config

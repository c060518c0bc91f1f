// The variables that say how to log, checked; heeded with and without a pipeline of one's own.
#pragma once

#include "engine/config/environment.h"
#include "engine/config/problems.h"

#include <string>

namespace pipevane::config {

struct LogSettings {
  std::string level = "info";   // error, warn, info, debug
  std::string format = "text";  // text, json
};

// What cannot be used is reported by the variable's name.
LogSettings readLogSettings(const Environment& environment, Problems& problems);

}  // namespace pipevane::config

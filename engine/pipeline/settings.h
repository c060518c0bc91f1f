// What a pipeline is given by its host.
#pragma once

#include "engine/base/clock.h"
#include "engine/base/log.h"
#include "engine/pipeline/reloader.h"

#include <string>

namespace pipevane::pipeline {

struct Settings {
  Clock& clock;
  Log& log;
  std::string share_folder;      // installed files
  Reloader* reloader = nullptr;  // null: nobody can ask for another configuration
};

}  // namespace pipevane::pipeline

// Who can make the running pipeline another one when a component asks for it.
#pragma once

#include "engine/pipeline/difference.h"

#include <string>
#include <vector>

namespace pipevane::pipeline {

struct ReloadOutcome {
  enum class Result { kAccepted, kRefused, kBusy };

  Result result = Result::kBusy;
  std::vector<std::string> problems;  // refused: a sentence each
  Difference difference;              // accepted
};

class Reloader {
 public:
  virtual ~Reloader() = default;
  // [any] Returns when the configuration was read and the pipeline is another one, or stays as it
  // was; but where the component `asker` is itself stopped for that, before.
  virtual ReloadOutcome request(const std::string& asker) = 0;
};

}  // namespace pipevane::pipeline

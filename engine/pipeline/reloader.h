// Who can make the running pipeline another one when a component asks for it.
#pragma once

#include "engine/pipeline/difference.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace pipevane::pipeline {

struct ReloadOutcome {
  enum class Result { kAccepted, kRefused, kBusy };

  Result result = Result::kBusy;
  std::vector<std::string> problems;  // refused: a sentence each
  Difference difference;              // accepted
};

// A configuration that could not be used.
struct Refusal {
  std::int64_t since_ms = 0;          // by the time of day
  std::vector<std::string> problems;  // a sentence each
  std::size_t left_out = 0;           // problems that are not among these
};

class Reloader {
 public:
  virtual ~Reloader() = default;
  // [any] Returns when the configuration was read and the pipeline is another one, or stays as it
  // was; but where the component `asker` is itself stopped for that, before.
  virtual ReloadOutcome request(const std::string& asker) = 0;
  // [any] The newest configuration's; nothing where that one was accepted.
  virtual std::optional<Refusal> refusal() const = 0;
};

}  // namespace pipevane::pipeline

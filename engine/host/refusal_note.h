// Why the newest configuration was refused, until one is accepted.
#pragma once

#include "engine/base/clock.h"
#include "engine/base/guarded.h"
#include "engine/pipeline/reloader.h"

#include <optional>

namespace pipevane::host {

class RefusalNote {
 public:
  // Problems that are kept, and bytes of each: a file may be wrong in every line.
  static constexpr std::size_t kMostProblems = 20;
  static constexpr std::size_t kMostProblemBytes = 1'000;

  explicit RefusalNote(const Clock& clock) : clock_(clock) {}

  // [main] What became of a configuration; "busy" says nothing of it.
  void take(const pipeline::ReloadOutcome& outcome);
  // [any]
  std::optional<pipeline::Refusal> read() const {
    return refusal_.with([](const std::optional<pipeline::Refusal>& refusal) { return refusal; });
  }

 private:
  const Clock& clock_;
  mutable Guarded<std::optional<pipeline::Refusal>> refusal_;
};

}  // namespace pipevane::host

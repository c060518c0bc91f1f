// What the log has of a configuration that is refused. Who saves a file and sends a signal as well,
// or asks for it at the desk, has it read twice.
#pragma once

#include "engine/base/clock.h"

#include <cstdint>
#include <string>
#include <vector>

namespace pipevane::host {

// [main]
class ToldProblems {
 public:
  // Somebody asks for both of the two readings within this time. Who asks later tried to mend it,
  // and is told as the first time: a log that begins at warnings has no other word of it.
  static constexpr std::int64_t kTwiceMs = 5'000;

  explicit ToldProblems(const Clock& clock) : clock_(clock) {}

  // A configuration is about to be read.
  void begin() { begun_ms_ = clock_.steadyMs(); }
  // What is wrong with it, to be told where this is true: not if the same was told just before.
  bool areNews(const std::vector<std::string>& problems) {
    if (told_ == problems && begun_ms_ - told_ms_ <= kTwiceMs) return false;
    told_ = problems;
    told_ms_ = clock_.steadyMs();
    return true;
  }
  // A configuration is right: what is wrong with a later one is news.
  void forget() { told_.clear(); }

 private:
  const Clock& clock_;
  std::vector<std::string> told_;
  // By Clock::steadyMs.
  std::int64_t begun_ms_ = 0;
  std::int64_t told_ms_ = 0;
};

}  // namespace pipevane::host

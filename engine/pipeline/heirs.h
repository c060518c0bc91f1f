// Who of those that leave leaves something to one that comes in its place.
#pragma once

#include "engine/pipeline/roster.h"

#include <memory>
#include <utility>
#include <vector>

namespace pipevane::pipeline {

// [main] In its place comes one of the same id and the same type.
class Heirs {
 public:
  Heirs(const Roster& leaving, const Roster& added);
  // At its end: whether somebody took what it left. All that are at their end by then have handed
  // over, so that what one of them told is not over with another one.
  bool take(const Component& gone);

 private:
  struct Pair {
    std::shared_ptr<Component> leaving, heir;
    bool done = false;
  };

  std::vector<Pair> pairs_;
};

}  // namespace pipevane::pipeline

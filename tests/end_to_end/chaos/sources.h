// How a simulated cluster is watched.
#pragma once

#include <string>

namespace pipevane::testing {

struct Sources {
  bool polled = true;
  // What its nodes send by themselves, as the simulator calls it: "influx-http". Empty: nothing.
  std::string pushed_over = {};
  bool events = false;
};

}  // namespace pipevane::testing

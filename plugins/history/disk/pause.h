// How long to leave alone what failed: twice as long each time, up to a limit.
#pragma once

#include <algorithm>
#include <chrono>
#include <utility>

namespace pipevane::history {

class Pause {
 public:
  using Duration = std::chrono::milliseconds;

  Pause(Duration first, Duration most) : first_(first), most_(most), next_(first) {}

  Duration next() { return std::exchange(next_, std::min(2 * next_, most_)); }
  // It did not fail.
  void reset() { next_ = first_; }

 private:
  Duration first_, most_, next_;
};

}  // namespace pipevane::history

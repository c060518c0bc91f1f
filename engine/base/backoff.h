// How long to pause before the next try: doubling, bounded, with a jitter that is the same in every
// run of the same component, so that a virtual-clock run repeats and a fleet does not march in
// step.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <random>
#include <string_view>

namespace pipevane {

class Backoff {
 public:
  Backoff(std::string_view seed, std::int64_t first_ms, std::int64_t longest_ms)
      : random_(static_cast<std::minstd_rand::result_type>(std::hash<std::string_view>{}(seed))),
        first_ms_(first_ms),
        longest_ms_(longest_ms),
        next_ms_(first_ms) {}

  // Between 80 % and 120 % of the pause that is due.
  std::int64_t nextMs() {
    const std::int64_t due = next_ms_;
    next_ms_ = std::min(next_ms_ * 2, longest_ms_);
    return due * std::uniform_int_distribution<std::int64_t>(80, 120)(random_) / 100;
  }
  void recovered() { next_ms_ = first_ms_; }

 private:
  std::minstd_rand random_;
  std::int64_t first_ms_, longest_ms_, next_ms_;
};

}  // namespace pipevane

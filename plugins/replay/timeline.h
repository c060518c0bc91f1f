// Where a replay is, in the session's time and in the time of the one who watches.
#pragma once

#include "plugins/replay/speed.h"

#include <cstdint>

namespace pipevane::replay {

// Positions are counted in the session's time from its first call on, over all passes of a loop.
class Timeline {
 public:
  struct Settings {
    Speed speed;
    bool shift_to_now = false;
    std::int64_t preroll_ms = 0;
  };
  // It begins at `now_ms`, by the time of day. `first_ms` is the session's first call; `length_ms`
  // need only be known where a replay at max speed is to end now.
  Timeline(Settings settings, std::int64_t now_ms, std::int64_t first_ms, std::int64_t length_ms)
      : settings_(settings),
        now_ms_(now_ms),
        first_ms_(first_ms),
        played_before_ms_(settings.speed.max() ? length_ms : settings.preroll_ms) {}

  // A loop begins anew, so much later than the last time.
  void beginPass(std::int64_t length_ms) { pass_begin_ms_ += length_ms; }

  std::int64_t position(std::int64_t answered_ms) const {
    return pass_begin_ms_ + answered_ms - first_ms_;
  }
  // Whether it belongs to the part that is played at once, at the start.
  bool inPreroll(std::int64_t position_ms) const { return position_ms < settings_.preroll_ms; }

  // Whether it is history by the time the replay starts. The newest part of the preroll is what is
  // seen first, and live.
  bool isHistory(std::int64_t position_ms) const {
    return position_ms < settings_.preroll_ms - kLiveMs;
  }

  // How long after the replay began it is due. Not for a replay at max speed.
  std::int64_t dueAfterMs(std::int64_t position_ms) const {
    const auto ahead = static_cast<double>(position_ms - settings_.preroll_ms);
    return static_cast<std::int64_t>(ahead / settings_.speed.factor.value_or(1));
  }

  // What is added to every time of the session.
  std::int64_t shiftMs() const {
    const std::int64_t to_now =
        settings_.shift_to_now ? now_ms_ - played_before_ms_ - first_ms_ : 0;
    return to_now + pass_begin_ms_;
  }

 private:
  // A cycle of Proxmox VE's own statistics, and half of one.
  static constexpr std::int64_t kLiveMs = 15'000;

  Settings settings_;
  std::int64_t now_ms_, first_ms_, played_before_ms_;
  std::int64_t pass_begin_ms_ = 0;
};

}  // namespace pipevane::replay

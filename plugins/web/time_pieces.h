// Cuts the time in which a series is asked for, so that no answer about one of them is long.
#pragma once

#include "plugins/web/history_request.h"

#include <optional>

namespace pipevane::web {

class TimePieces {
 public:
  // At a sample a second some thousands, each of which takes some dozens of bytes meanwhile.
  static constexpr std::int64_t kUsualMs = 2 * 3'600'000;

  // The times of the oldest and the newest sample that is stored; both 0: there is none.
  struct Extent {
    std::int64_t oldest_ms = 0, newest_ms = 0;
  };
  // No step is in two pieces. With `earlier` the time before what is stored is a piece as well.
  TimePieces(TimeRange range, std::int64_t step_ms, Extent extent, bool earlier);

  // In ascending order; nothing behind the last one.
  std::optional<TimeRange> next();

 private:
  std::int64_t length_ms_;
  std::optional<TimeRange> earlier_;
  TimeRange rest_;
};

}  // namespace pipevane::web

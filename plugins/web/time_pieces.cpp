#include "plugins/web/time_pieces.h"

#include <algorithm>
#include <utility>

namespace pipevane::web {

TimePieces::TimePieces(TimeRange range, std::int64_t step_ms, Extent extent, bool earlier)
    : length_ms_(step_ms <= 0 ? kUsualMs : step_ms * std::max<std::int64_t>(kUsualMs / step_ms, 1)),
      rest_(range) {
  if (extent.newest_ms == 0) {
    rest_.from_ms = rest_.to_ms;
  } else {
    const std::int64_t begin_ms = std::max(extent.oldest_ms, range.from_ms);
    const std::int64_t step_begin_ms = step_ms > 0 ? begin_ms - begin_ms % step_ms : begin_ms;
    rest_.from_ms = std::clamp(step_begin_ms, range.from_ms, range.to_ms);
    rest_.to_ms = std::min(extent.newest_ms, range.to_ms - 1) + 1;
  }
  if (earlier && range.from_ms < rest_.from_ms) earlier_ = {range.from_ms, rest_.from_ms};
}

std::optional<TimeRange> TimePieces::next() {
  if (earlier_) return std::exchange(earlier_, std::nullopt);
  if (rest_.from_ms >= rest_.to_ms) return std::nullopt;
  const std::int64_t end_ms = rest_.from_ms - rest_.from_ms % length_ms_ + length_ms_;
  const TimeRange piece{rest_.from_ms, std::min(end_ms, rest_.to_ms)};
  rest_.from_ms = piece.to_ms;
  return piece;
}

}  // namespace pipevane::web

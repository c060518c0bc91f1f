#include "plugins/web/own_clock.h"

#include <algorithm>
#include <cstdlib>

namespace pipevane::web {
namespace {

// What the two clocks part by less in one step is no more than a time server's correction.
constexpr std::int64_t kCorrectionMs = 5'000;

}  // namespace

void OwnClock::read(std::int64_t now_ms, std::int64_t steady_ms) {
  const std::int64_t apart_ms = now_ms - steady_ms;
  const std::int64_t set_by_ms = apart_ms - apart_ms_.value_or(apart_ms);
  if (std::abs(set_by_ms) > kCorrectionMs) {
    set_by_ms_ = (agrees_ ? 0 : set_by_ms_) + set_by_ms;
    agrees_ = false;
  }
  apart_ms_ = apart_ms;
  now_ms_ = now_ms;
}

// A clock that was set says nothing of who is right, since it may have been put right. What comes
// live does: it is of the time of day that it is nearest to.
std::int64_t OwnClock::ageMs(std::int64_t source_ms, bool backfill) {
  const std::int64_t by_now_ms = now_ms_ - source_ms;
  const std::int64_t by_before_ms = beforeMs() - source_ms;
  if (!backfill && std::min(std::abs(by_now_ms), std::abs(by_before_ms)) <= fresh_ms_)
    agrees_ = std::abs(by_now_ms) < std::abs(by_before_ms);
  return std::max<std::int64_t>(agrees_ ? by_now_ms : by_before_ms, 0);
}

}  // namespace pipevane::web

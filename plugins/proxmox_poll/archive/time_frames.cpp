#include "plugins/proxmox_poll/archive/time_frames.h"

#include <algorithm>
#include <array>

namespace pipevane::proxmox_poll {
namespace {

constexpr int kFinerFiles = 9;  // the major version they came with
constexpr std::int64_t kLateShare = 30;

constexpr TimeFrame frame(std::string_view name, std::int64_t step_s, std::int64_t rows) {
  return {name, step_s * 1000, step_s * rows * 1000};
}

// pve-manager 7.4 and 8.4, and 9.2.
constexpr std::array<TimeFrame, 5> kOlder = {frame("hour", 60, 70), frame("day", 1800, 70),
                                             frame("week", 10'800, 70), frame("month", 43'200, 70),
                                             frame("year", 604'800, 70)};
constexpr std::array<TimeFrame, 6> kNine = {
    frame("hour", 60, 60),      frame("day", 60, 1440),      frame("week", 1800, 336),
    frame("month", 1800, 1440), frame("year", 21'600, 1440), frame("decade", 604'800, 570)};

}  // namespace

std::span<const TimeFrame> timeFrames(const std::optional<proxmox::Version>& version) {
  if (version && version->parts[0] >= kFinerFiles) return kNine;
  return kOlder;
}

const TimeFrame& frameReaching(std::span<const TimeFrame> frames, std::int64_t age_ms) {
  const auto found = std::ranges::find_if(frames, [age_ms](const TimeFrame& each) {
    return age_ms <= each.span_ms + each.span_ms / kLateShare;
  });
  return found == frames.end() ? frames.back() : *found;
}

}  // namespace pipevane::proxmox_poll

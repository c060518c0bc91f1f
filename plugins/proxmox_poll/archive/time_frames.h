// The time frames of rrddata, which differ from version to version.
#pragma once

#include "plugins/proxmox/version.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace pipevane::proxmox_poll {

struct TimeFrame {
  std::string_view name;
  // As a rule: what a row is really about is read from the rows.
  std::int64_t step_ms;
  std::int64_t span_ms;  // back from now
};

// The finest one first. A version that is not known has what all have.
std::span<const TimeFrame> timeFrames(const std::optional<proxmox::Version>& version);
// The finest one that reaches so far back, or the one that reaches furthest. A frame may begin a
// thirtieth of its length too late: a coarser one would show less.
const TimeFrame& frameReaching(std::span<const TimeFrame> frames, std::int64_t age_ms);

}  // namespace pipevane::proxmox_poll

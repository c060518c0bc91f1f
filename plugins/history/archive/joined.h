// One answer out of what an archive says and what is stored.
#pragma once

#include "plugins/history/archive/past.h"
#include "plugins/history/point.h"
#include "plugins/history/steps.h"

#include <pipevane/history.h>

#include <cstdint>
#include <optional>
#include <span>

namespace pipevane::history {

// What an archive's values are where somebody asks for `aggregate`: it keeps means, and the
// greatest.
constexpr std::int32_t archivedAs(std::int32_t aggregate) {
  return aggregate == PV_MAXIMUM ? PV_MAXIMUM : PV_AVERAGE;
}

// Replaces `answer`. The archive's rows come before what is stored and end where that begins, at
// `seam_ms`, with the step in which it lies; they are cut at `from_ms`. A row shorter than the step
// counts in it as a sample would, a longer one is a point with a step of its own.
void join(std::span<const PastRow> rows, std::span<const Point> stored, std::int64_t from_ms,
          std::int64_t seam_ms, std::int64_t step_ms, std::int32_t aggregate, Answer& answer);

}  // namespace pipevane::history

// One answer out of what an archive says and what is stored.
#pragma once

#include "plugins/history/archive/holes.h"
#include "plugins/history/archive/past.h"
#include "plugins/history/steps.h"

#include <pipevane/history.h>

#include <cstdint>
#include <span>
#include <vector>

namespace pipevane::history {

// What an archive's values are where somebody asks for `aggregate`: it keeps means, and the
// greatest.
constexpr std::int32_t archivedAs(std::int32_t aggregate) {
  return aggregate == PV_MAXIMUM ? PV_MAXIMUM : PV_AVERAGE;
}

// The parts of holes that an answer with that step has for an archive: all steps that no stored
// sample is in.
std::vector<Hole> aligned(std::span<const Hole> holes, std::span<const Summary> stored,
                          std::int64_t step_ms);

// How many of them are of holes.
std::size_t rowsIn(std::span<const Hole> holes, std::span<const PastRow> rows);

// Replaces `answer`. The archive's rows come where nothing is stored, and are cut at both ends of a
// hole. A row shorter than the step counts in it as a sample would, a longer one is a point with a
// step of its own; so it is with the minutes and hours among what is stored.
void join(std::span<const PastRow> rows, std::span<const Summary> stored,
          std::span<const Hole> holes, std::int64_t step_ms, std::int32_t aggregate,
          Answer& answer);

}  // namespace pipevane::history

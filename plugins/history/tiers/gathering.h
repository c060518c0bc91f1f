// From samples that have left the memory to minutes of each series.
#pragma once

#include "plugins/history/columns/departed.h"
#include "plugins/history/columns/workbench.h"
#include "plugins/history/summary.h"

#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

namespace pipevane::history {

struct Gathered {
  // Columns of one length, by ascending series.
  std::vector<SeriesId> series;
  std::vector<std::vector<Summary>> minutes;                    // none of them empty
  std::vector<std::pair<std::int64_t, std::int64_t>> spans_ms;  // of the samples
};

// `was_told(series, time)`: before, by an earlier process; it is left out then.
using WasTold = std::function<bool(SeriesId, std::int64_t)>;
Gathered gathered(const Departed& departed, const WasTold& was_told, Workbench& bench);

}  // namespace pipevane::history

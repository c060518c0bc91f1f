// From samples that have left the memory to minutes of each series.
#pragma once

#include "plugins/history/columns/departed.h"
#include "plugins/history/columns/workbench.h"
#include "plugins/history/summary.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace pipevane::history {

struct Gathered {
  // Columns of one length, by ascending series.
  std::vector<SeriesId> series;
  std::vector<std::vector<Summary>> minutes;  // none of them empty
  std::vector<std::int64_t> until_ms;         // when the last sample was
};

// `known_until(series)`: samples until then have been told before, and are left out.
using KnownUntil = std::function<std::optional<std::int64_t>(SeriesId)>;
Gathered gathered(const Departed& departed, const KnownUntil& known_until, Workbench& bench);

}  // namespace pipevane::history

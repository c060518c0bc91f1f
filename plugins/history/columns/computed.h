// What a column is where it follows from others.
#pragma once

#include "plugins/history/columns/cells.h"
#include "plugins/history/columns/column.h"

#include <cstdint>
#include <span>

namespace pipevane::history {

// Writes what the rule says of each row; NaN where it says nothing. `by` is not looked at where the
// rule needs none.
void compute(Rule::Kind kind, std::span<const std::int64_t> times_ms, Cells of, Cells by,
             std::span<double> values);

// What goes beside `of` by so much; NaN is `of` where it is not told.
double besideOf(double of, std::int64_t by);

}  // namespace pipevane::history

// What is packed, as rows again.
#pragma once

#include "plugins/history/columns/chunk.h"
#include "plugins/history/columns/open_rows.h"

#include <vector>

namespace pipevane::history {

// What is in it, row by row.
std::vector<Row> rowsOf(const Chunk& chunk, Workbench& bench);

}  // namespace pipevane::history

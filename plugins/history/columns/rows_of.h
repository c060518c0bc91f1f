// What is packed, as rows again.
#pragma once

#include "plugins/history/columns/chunk.h"
#include "plugins/history/columns/open_rows.h"

#include <cstddef>
#include <vector>

namespace pipevane::history {

// What is in it, row by row, with a cell for each of so many columns.
std::vector<Row> rowsOf(const Chunk& chunk, std::size_t columns, Workbench& bench);

}  // namespace pipevane::history

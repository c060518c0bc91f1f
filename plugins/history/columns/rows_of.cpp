#include "plugins/history/columns/rows_of.h"

#include <cstddef>
#include <cstdint>

namespace pipevane::history {

std::vector<Row> rowsOf(const Chunk& chunk, Workbench& bench) {
  std::vector<Row> rows(chunk.rows());
  const std::vector<std::int64_t> times_ms = chunk.timesMs();
  for (std::size_t row = 0; row < rows.size(); ++row) {
    rows[row].time_ms = times_ms[row];
    rows[row].widen(chunk.columns());
  }
  Space space;
  for (std::size_t column = 0; column < chunk.columns(); ++column) {
    // Nothing is told in it before.
    const Cells cells = space.cells(rows.size());
    chunk.copyTo(column, cells, bench);
    for (std::size_t row = 0; row < rows.size(); ++row) {
      if (!cells.tells(row)) continue;
      rows[row].values[column] = cells.values[row];
      rows[row].qualities[column] = cells.qualities[row];
    }
  }
  return rows;
}

}  // namespace pipevane::history

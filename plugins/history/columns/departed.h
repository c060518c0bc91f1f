// What has left a frame, for who keeps it elsewhere.
#pragma once

#include "plugins/history/columns/chunk.h"
#include "plugins/history/columns/open_rows.h"

#include <pipevane/batch.h>

#include <cstddef>
#include <vector>

namespace pipevane::history {

// Of some series, a column each; who is nobody any more is left out.
struct Departed {
  std::vector<SeriesId> series;
  std::vector<Chunk> chunks;
  std::vector<Row> rows;  // that were not packed

  bool empty() const { return chunks.empty() && rows.empty(); }
  std::size_t samples() const {
    std::size_t samples = 0;
    for (const Chunk& each : chunks) samples += each.samples();
    for (const Row& each : rows) samples += each.told();
    return samples;
  }
  std::size_t bytes() const {
    std::size_t bytes = sizeof(Departed) + series.size() * sizeof(SeriesId);
    for (const Chunk& each : chunks) bytes += each.bytes();
    for (const Row& each : rows) bytes += sizeof(Row) + each.values.size() * 9;
    return bytes;
  }
};

}  // namespace pipevane::history

// All that a store of samples holds, at one moment; the packed part of it is shared with the store.
#pragma once

#include "plugins/history/columns/chunk.h"
#include "plugins/history/columns/column.h"
#include "plugins/history/columns/open_rows.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace pipevane::history {

// What a frame knows of how it was told. Seconds are by the store's own time.
struct FrameState {
  // What the retention counts from where a clock jumped, instead of the newest row.
  struct Reference {
    std::int64_t time_ms;
    std::int64_t until_ms;  // by the store's own time
  };

  bool live = false;            // not only of the past
  std::uint8_t late = 0;        // live rows in a row that came behind the newest one
  std::uint32_t arrived_s = 0;  // when one came last
  std::int64_t late_ms = 0;     // the last one that was late
  std::optional<Reference> reference;
};

struct FrameImage {
  std::string owner;
  FrameState state;
  std::vector<Column> columns;
  std::vector<Chunk> chunks;
  std::vector<Row> open, late;
};

struct StoreImage {
  std::int64_t passed_ms = 0;  // the store's own time
  std::vector<FrameImage> frames;
};

}  // namespace pipevane::history

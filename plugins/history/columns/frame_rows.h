// The rows of a frame in a range of time, for who reads many of its columns: what all of them share
// is read once.
#pragma once

#include "plugins/history/columns/cells.h"
#include "plugins/history/columns/frame.h"
#include "plugins/history/columns/workbench.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace pipevane::history {

// As long as the frame is not changed.
class FrameRows {
 public:
  FrameRows(const Frame& frame, std::int64_t from_ms, std::int64_t to_ms, Workbench& bench);

  // Ascending, each once.
  std::span<const std::int64_t> timesMs() const { return times_ms_; }
  // A cell for each of them; valid until the next call.
  Cells read(std::size_t column);

 private:
  // Of those in order: which one it is of the chunks and the open rows, and what came late.
  struct Place {
    std::size_t row;  // kNone
    const Row* late;
  };
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  void order(std::span<const Row> late, std::int64_t from_ms, std::int64_t to_ms);
  Cells mixed(std::size_t column);

  Workbench& bench_;
  std::span<const Chunk> chunks_;
  std::span<const Row> open_;
  std::size_t packed_ = 0;              // rows of the chunks, some of them not in the range
  std::size_t skipped_ = 0;             // that are before it
  std::vector<std::int64_t> times_ms_;  // of the range
  std::vector<double> values_, mixed_values_;
  std::vector<std::uint8_t> qualities_, mixed_qualities_;
  std::vector<Place> places_;  // empty: nothing came late
};

}  // namespace pipevane::history

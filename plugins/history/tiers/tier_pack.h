// Summaries of some series, packed: the least, how far the greatest is from that, where between
// them the average is, and of how many samples. Values that are all whole stay as they are; of
// others six digits of the greatest one stay, which is more than is measured, and of the average
// one 4,095th of the way from the least to the greatest.
#pragma once

#include "plugins/history/columns/chunk.h"
#include "plugins/history/columns/workbench.h"
#include "plugins/history/summary.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace pipevane::history {

// Some of the times, as one chunk.
class TierPack {
 public:
  static constexpr std::size_t kSeriesMost = 512;

  // Appends all of them to `bytes`, as many packs as that takes. At most kSeriesMost series, each
  // one's ascending.
  static void write(std::span<const std::vector<Summary>> series, Workbench& bench,
                    std::vector<std::byte>& bytes);

  // The one that `bytes` begin with, which may be anybody's, and they go on behind it; nothing
  // where it is none.
  static std::optional<TierPack> take(std::span<const std::byte>& bytes, Workbench& bench);

  // The first and the last begin in it.
  std::int64_t firstMs() const { return chunk_.firstMs(); }
  std::int64_t lastMs() const { return chunk_.lastMs(); }
  std::size_t series() const { return digits_.size(); }
  // Appends those of one series that begin in [from, to); they are `step_ms` long.
  void read(std::size_t series, std::int64_t step_ms, std::int64_t from_ms, std::int64_t to_ms,
            Workbench& bench, std::vector<Summary>& all) const;

 private:
  TierPack(Chunk chunk, std::vector<std::int8_t> digits)
      : chunk_(std::move(chunk)), digits_(std::move(digits)) {}

  Chunk chunk_;
  std::vector<std::int8_t> digits_;  // by series: how many stay behind the point
};

}  // namespace pipevane::history

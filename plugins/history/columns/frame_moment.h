// What the columns of a frame told last at some time.
#pragma once

#include "plugins/history/columns/chunk_moment.h"
#include "plugins/history/columns/frame.h"
#include "plugins/history/columns/workbench.h"
#include "plugins/history/point.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace pipevane::history {

// As long as the frame is not changed.
class FrameMoment {
 public:
  // Nothing that is before `since_ms` counts.
  FrameMoment(const Frame& frame, std::int64_t since_ms, std::int64_t time_ms, Workbench& bench,
              MomentBench& moment)
      : frame_(frame), since_ms_(since_ms), time_ms_(time_ms), bench_(bench), moment_(moment) {}

  // Of each column; of those that told nothing, `found` is left as it is: nothing.
  void read(std::span<const std::uint32_t> columns, std::span<std::optional<Point>> found);

 private:
  void readRows(const OpenRows& rows, std::span<const std::uint32_t> columns,
                std::span<std::optional<Point>> found) const;
  void readChunks(std::span<const std::uint32_t> columns, std::span<std::optional<Point>> found);

  const Frame& frame_;
  std::int64_t since_ms_, time_ms_;
  Workbench& bench_;
  MomentBench& moment_;
};

}  // namespace pipevane::history

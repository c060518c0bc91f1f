// What the columns of a chunk told last at some time: no value is read that nothing follows from.
#pragma once

#include "plugins/history/codec/values.h"
#include "plugins/history/columns/chunk.h"
#include "plugins/history/columns/packing.h"
#include "plugins/history/columns/workbench.h"
#include "plugins/history/point.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace pipevane::history {

// What is needed meanwhile; used again and again. Not for two threads at once.
struct MomentBench {
  enum class State : std::uint8_t {
    kUnread,
    kNowhere,   // told in none of the rows
    kRead,      // told in all of them
    kBeside,    // so is this one: how far it is from another column
    kComputed,  // so is this one, of others
    kPartly,    // all of it has to be read
  };
  // A column that is told in all rows, at one row and the one before.
  struct Known {
    std::int64_t number, before;
    Form form;
    double processors;  // that it is a share of
    std::uint16_t of;   // what it is beside; of a share, which lengths it is of
    std::uint8_t quality;
    bool share;
  };
  // Those that are still to be read.
  struct Waiting {
    std::size_t column = 0;
    ValueAt value;
  };
  static constexpr std::size_t kWaitingMost = 8;

  std::vector<State> states;  // by column
  std::vector<Known> known;
  std::array<Waiting, kWaitingMost> waiting;
  std::size_t waiting_count = 0;
};

class ChunkMoment {
 public:
  // Not of a time before the chunk's first one. All of it outlives this.
  ChunkMoment(const Chunk& chunk, std::int64_t time_ms, Workbench& bench, MomentBench& moment);

  // Of each of the columns what it told last until then; of those that told nothing it is left.
  void read(std::span<const std::uint32_t> columns, std::span<std::optional<Point>> found);

 private:
  using State = MomentBench::State;
  using Known = MomentBench::Known;
  // Of the row, and of the one before.
  struct Two {
    std::int64_t now, before;
  };

  State need(std::size_t column);
  State open(std::size_t column);
  State follow(std::size_t column, BitReader bits);
  State followLength(std::size_t column, BitReader bits);
  ValueAt& next();
  void wait(std::size_t column);
  void know(std::size_t column, const ValueAt& value);
  void runWaiting();
  double valueOf(const Known& known);
  double valueBefore(const Known& known);
  const Two& lengthsOf(std::size_t which);
  void tell(std::size_t column, std::optional<Point>& found);
  std::optional<Point> beside(std::size_t column);
  std::optional<Point> computed(std::size_t column);
  bool lastRows(std::size_t column, Cells cells);
  std::optional<Point> byAllRows(std::size_t column);

  const Chunk& chunk_;
  Workbench& bench_;
  MomentBench& moment_;
  std::vector<std::int64_t> times_ms_;
  std::size_t row_;  // the last one until then
  std::array<std::optional<Two>, 1U << kLengthsBits> lengths_;
};

}  // namespace pipevane::history

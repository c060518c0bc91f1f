// All that is kept of one series: packed blocks, then the open head, in ascending time and each
// time once. How samples are packed is the business of Block and Head alone.
#pragma once

#include "plugins/history/block.h"
#include "plugins/history/head.h"
#include "plugins/history/tally.h"

#include <optional>
#include <vector>

namespace pipevane::history {

class SeriesSamples {
 public:
  // The usual case: the newest sample of all goes into the head and no block changes. False: it has
  // to be `add`ed.
  bool append(const Point& point, Tally& tally) {
    if (head_.empty() || point.time_ms <= head_.lastMs() || head_.full() ||
        !head_.reaches(point.time_ms)) [[unlikely]]
      return false;
    head_.append(point, tally);
    return true;
  }
  // False: a sample of that time is there already, and stays. `scratch` is any vector.
  bool add(const Point& point, std::vector<Point>& scratch, Tally& tally) {
    return append(point, tally) || addAnywhere(point, scratch, tally);
  }

  bool empty() const { return head_.empty() && blocks_.empty(); }
  std::int64_t firstMs() const;  // not where empty
  std::int64_t lastMs() const;   // not where empty
  // Appends those in [from, to).
  void collect(std::int64_t from_ms, std::int64_t to_ms, std::vector<Point>& points) const;

  // When the oldest block ends; nothing where there is none.
  std::optional<std::int64_t> oldestBlockEndMs() const;
  // How many samples went with it.
  std::size_t dropOldestBlock(Tally& tally);
  // What is later than that; how many samples went.
  std::size_t dropAfter(std::int64_t time_ms, std::vector<Point>& scratch, Tally& tally);
  std::size_t dropAll(Tally& tally);
  std::size_t halveHead(Tally& tally) { return head_.halve(tally); }
  // Where the next sample will be written.
  const void* nextWrite() const { return head_.memory(); }

 private:
  bool addAnywhere(const Point& point, std::vector<Point>& scratch, Tally& tally);
  bool insertIntoBlocks(const Point& point, std::vector<Point>& scratch, Tally& tally);
  void seal(std::vector<Point>& scratch, Tally& tally);
  void replace(std::size_t at, std::size_t count, std::span<const Point> points, Tally& tally);

  std::vector<Block> blocks_;
  Head head_;
};

}  // namespace pipevane::history

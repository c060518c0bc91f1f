#include "plugins/history/series_samples.h"

#include <algorithm>

namespace pipevane::history {

std::int64_t SeriesSamples::firstMs() const {
  return blocks_.empty() ? head_.firstMs() : blocks_.front().firstMs();
}

std::int64_t SeriesSamples::lastMs() const {
  return head_.empty() ? blocks_.back().lastMs() : head_.lastMs();
}

void SeriesSamples::collect(std::int64_t from_ms, std::int64_t to_ms,
                            std::vector<Point>& points) const {
  const std::size_t before = points.size();
  for (const Block& block : blocks_)
    if (block.lastMs() >= from_ms && block.firstMs() < to_ms) block.appendTo(points);
  if (!head_.empty() && head_.lastMs() >= from_ms && head_.firstMs() < to_ms)
    head_.appendTo(points);
  // Only the first and the last block reach beyond the range.
  const auto begin = points.begin() + static_cast<std::ptrdiff_t>(before);
  points.erase(std::ranges::lower_bound(begin, points.end(), to_ms, {}, &Point::time_ms),
               points.end());
  points.erase(begin, std::ranges::lower_bound(begin, points.end(), from_ms, {}, &Point::time_ms));
}

std::optional<std::int64_t> SeriesSamples::oldestBlockEndMs() const {
  if (blocks_.empty()) return std::nullopt;
  return blocks_.front().lastMs();
}

std::size_t SeriesSamples::dropOldestBlock(Tally& tally) {
  const std::size_t count = blocks_.front().count();
  replace(0, 1, {}, tally);
  return count;
}

std::size_t SeriesSamples::dropAfter(std::int64_t time_ms, std::vector<Point>& scratch,
                                     Tally& tally) {
  std::size_t dropped = head_.dropAfter(time_ms, tally);
  while (!blocks_.empty() && blocks_.back().lastMs() > time_ms) {
    scratch.clear();
    blocks_.back().appendTo(scratch);
    const auto end = std::ranges::upper_bound(scratch, time_ms, {}, &Point::time_ms);
    dropped += static_cast<std::size_t>(scratch.end() - end);
    scratch.erase(end, scratch.end());
    replace(blocks_.size() - 1, 1, scratch, tally);
  }
  return dropped;
}

std::size_t SeriesSamples::dropAll(Tally& tally) {
  std::size_t dropped = head_.size();
  head_.release(tally);
  for (const Block& block : blocks_) dropped += block.count();
  replace(0, blocks_.size(), {}, tally);
  return dropped;
}

bool SeriesSamples::addAnywhere(const Point& point, std::vector<Point>& scratch, Tally& tally) {
  if (!blocks_.empty() && point.time_ms <= blocks_.back().lastMs())
    return insertIntoBlocks(point, scratch, tally);
  if (head_.full() || !head_.reaches(point.time_ms)) {
    seal(scratch, tally);
    return addAnywhere(point, scratch, tally);
  }
  return head_.insert(point, tally);
}

bool SeriesSamples::insertIntoBlocks(const Point& point, std::vector<Point>& scratch,
                                     Tally& tally) {
  const auto after = std::ranges::upper_bound(blocks_, point.time_ms, {},
                                              [](const Block& b) { return b.firstMs(); });
  const auto at =
      static_cast<std::size_t>(std::max<std::ptrdiff_t>(after - blocks_.begin() - 1, 0));
  const Block& block = blocks_[at];
  const bool beside = point.time_ms < block.firstMs() || point.time_ms > block.lastMs();
  if (beside && block.count() == Block::kPointsMax) {
    replace(point.time_ms < block.firstMs() ? at : at + 1, 0, {&point, 1}, tally);
    return true;
  }
  scratch.clear();
  block.appendTo(scratch);
  const auto place = std::ranges::lower_bound(scratch, point.time_ms, {}, &Point::time_ms);
  if (place != scratch.end() && place->time_ms == point.time_ms) return false;
  scratch.insert(place, point);
  replace(at, 1, scratch, tally);
  return true;
}

// A block that is not full takes the head in, so that blocks come out full.
void SeriesSamples::seal(std::vector<Point>& scratch, Tally& tally) {
  scratch.clear();
  const bool joins = !blocks_.empty() && blocks_.back().count() + head_.size() <= Block::kPointsMax;
  if (joins) blocks_.back().appendTo(scratch);
  head_.appendTo(scratch);
  head_.clear();
  replace(joins ? blocks_.size() - 1 : blocks_.size(), joins ? 1 : 0, scratch, tally);
}

// `count` blocks from `at` on make way for the points, in as many blocks as they need.
void SeriesSamples::replace(std::size_t at, std::size_t count, std::span<const Point> points,
                            Tally& tally) {
  const std::size_t capacity = blocks_.capacity();
  for (std::size_t i = at; i < at + count; ++i) tally.bytes -= blocks_[i].bytes() - sizeof(Block);
  const auto place = blocks_.begin() + static_cast<std::ptrdiff_t>(at);
  auto next = blocks_.erase(place, place + static_cast<std::ptrdiff_t>(count));
  const std::size_t pieces = points.empty() ? 0 : (points.size() - 1) / Block::kPointsMax + 1;
  for (std::size_t i = 0; i < pieces; ++i) {
    const std::size_t begin = points.size() * i / pieces, end = points.size() * (i + 1) / pieces;
    next = blocks_.insert(next, Block(points.subspan(begin, end - begin)));
    tally.bytes += next->bytes() - sizeof(Block);
    ++next;
  }
  if (blocks_.empty()) std::vector<Block>().swap(blocks_);
  tally.bytes += (blocks_.capacity() - capacity) * sizeof(Block);
}

}  // namespace pipevane::history

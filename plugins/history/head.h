// The newest samples of one series, open: what comes is written here, and leaves as a block.
#pragma once

#include "plugins/history/point.h"
#include "plugins/history/tally.h"

#include <memory>
#include <vector>

namespace pipevane::history {

class Head {
 public:
  static constexpr std::size_t kPointsMax = 32;

  bool empty() const { return count_ == 0; }
  std::size_t size() const { return count_; }
  bool full() const { return count_ == kPointsMax; }
  std::int64_t firstMs() const { return base_ms_ + entries_[0].offset_ms; }
  std::int64_t lastMs() const { return base_ms_ + entries_[count_ - 1u].offset_ms; }

  // The time can be held beside those that are here already.
  bool reaches(std::int64_t time_ms) const;
  // Later than all, not full, within reach.
  void append(const Point& point, Tally& tally) {
    if (count_ == capacity_) grow(tally);
    if (count_ == 0) base_ms_ = point.time_ms;
    entries_[count_++] = {point.value, static_cast<std::uint32_t>(point.time_ms - base_ms_),
                          point.quality};
  }
  // Anywhere, not full, within reach. False: there is one of that time.
  bool insert(const Point& point, Tally& tally);
  void appendTo(std::vector<Point>& points) const;
  // Keeps its memory for what comes next.
  void clear() { count_ = 0; }
  // Forgets what is later than that; how many samples were forgotten.
  std::size_t dropAfter(std::int64_t time_ms, Tally& tally);
  // Gives its memory back.
  void release(Tally& tally);
  // Forgets the older half, and gives as much memory back; how many were forgotten.
  std::size_t halve(Tally& tally);
  const void* memory() const { return entries_.get() + count_; }

 private:
  struct Entry {
    double value;
    std::uint32_t offset_ms;  // from the base: 49 days
    std::uint8_t quality;
  };

  void grow(Tally& tally);
  void resize(std::size_t capacity, std::size_t skip, Tally& tally);
  static std::size_t bytesFor(std::size_t capacity);

  std::unique_ptr<Entry[]> entries_;
  std::int64_t base_ms_ = 0;
  std::uint8_t count_ = 0, capacity_ = 0;
};

}  // namespace pipevane::history

#include "plugins/history/head.h"

#include <algorithm>
#include <limits>

namespace pipevane::history {

namespace {
constexpr std::size_t kFirstPoints = 4;
}

bool Head::reaches(std::int64_t time_ms) const {
  if (count_ == 0) return true;
  constexpr std::int64_t kReach = std::numeric_limits<std::uint32_t>::max();
  return std::max(time_ms, lastMs()) - std::min(time_ms, base_ms_) <= kReach;
}

bool Head::insert(const Point& point, Tally& tally) {
  if (count_ == capacity_) grow(tally);
  if (count_ == 0) base_ms_ = point.time_ms;
  if (point.time_ms < base_ms_) {
    const auto shift = static_cast<std::uint32_t>(base_ms_ - point.time_ms);
    for (std::size_t i = 0; i < count_; ++i) entries_[i].offset_ms += shift;
    base_ms_ = point.time_ms;
  }
  const auto offset = static_cast<std::uint32_t>(point.time_ms - base_ms_);
  Entry* const end = entries_.get() + count_;
  Entry* const at = std::ranges::lower_bound(entries_.get(), end, offset, {}, &Entry::offset_ms);
  if (at != end && at->offset_ms == offset) return false;
  std::move_backward(at, end, end + 1);
  *at = {point.value, offset, point.quality};
  ++count_;
  return true;
}

void Head::appendTo(std::vector<Point>& points) const {
  for (std::size_t i = 0; i < count_; ++i)
    points.push_back({base_ms_ + entries_[i].offset_ms, entries_[i].value, entries_[i].quality});
}

std::size_t Head::dropAfter(std::int64_t time_ms, Tally& tally) {
  const std::size_t before = count_;
  while (count_ > 0 && lastMs() > time_ms) --count_;
  if (count_ == 0) release(tally);
  return before - count_;
}

void Head::release(Tally& tally) {
  tally.bytes -= bytesFor(capacity_);
  entries_.reset();
  count_ = capacity_ = 0;
}

std::size_t Head::halve(Tally& tally) {
  const std::size_t forgotten = count_ / 2u;
  const std::size_t left = count_ - forgotten;
  if (left > 0) resize(left, forgotten, tally);
  return forgotten;
}

void Head::grow(Tally& tally) {
  resize(std::clamp<std::size_t>(std::size_t{capacity_} * 2, kFirstPoints, kPointsMax), 0, tally);
}

void Head::resize(std::size_t capacity, std::size_t skip, Tally& tally) {
  auto entries = std::make_unique_for_overwrite<Entry[]>(capacity);
  std::copy(entries_.get() + skip, entries_.get() + count_, entries.get());
  tally.bytes += bytesFor(capacity);
  tally.bytes -= bytesFor(capacity_);
  entries_ = std::move(entries);
  count_ = static_cast<std::uint8_t>(count_ - skip);
  capacity_ = static_cast<std::uint8_t>(capacity);
}

std::size_t Head::bytesFor(std::size_t capacity) {
  return capacity == 0 ? 0 : capacity * sizeof(Entry) + kAllocationBytes;
}

}  // namespace pipevane::history

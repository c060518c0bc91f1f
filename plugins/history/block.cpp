#include "plugins/history/block.h"

#include "plugins/history/tally.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>
#include <cstring>
#include <limits>

namespace pipevane::history {
namespace {

constexpr double kWholeMax = 9007199254740992.0;  // 2^53: up to here a double counts exactly

bool isWhole(double value) {
  // Not by std::trunc, which is a call on a processor that nothing more is known of.
  return std::abs(value) <= kWholeMax &&
         value == static_cast<double>(static_cast<std::int64_t>(value)) &&
         !(value == 0 && std::signbit(value));
}
bool sameBits(double one, double other) {
  return std::bit_cast<std::uint64_t>(one) == std::bit_cast<std::uint64_t>(other);
}
bool fitsFloat(double value) {
  if (std::abs(value) > static_cast<double>(std::numeric_limits<float>::max())) return false;
  return sameBits(static_cast<double>(static_cast<float>(value)), value);
}

template <class T>
void write(std::byte* to, std::size_t i, T value) {
  std::memcpy(to + i * sizeof(T), &value, sizeof(T));
}
template <class T>
T read(const std::byte* from, std::size_t i) {
  T value;
  std::memcpy(&value, from + i * sizeof(T), sizeof(T));
  return value;
}

template <class T>
void writeWhole(std::byte* to, std::span<const Point> points, double base) {
  for (std::size_t i = 0; i < points.size(); ++i)
    write(to, i, static_cast<T>(points[i].value - base));
}
template <class T>
void readWhole(const std::byte* from, std::span<Point> points, double base) {
  for (std::size_t i = 0; i < points.size(); ++i)
    points[i].value = base + static_cast<double>(read<T>(from, i));
}
template <class T>
void writeOffsets(std::byte* to, std::span<const Point> points, std::int64_t unit) {
  for (std::size_t i = 0; i < points.size(); ++i)
    write(to, i, static_cast<T>((points[i].time_ms - points[0].time_ms) / unit));
}
template <class T>
void readOffsets(const std::byte* from, std::span<Point> points, std::int64_t first,
                 std::int64_t unit) {
  for (std::size_t i = 0; i < points.size(); ++i)
    points[i].time_ms = first + static_cast<std::int64_t>(read<T>(from, i)) * unit;
}

}  // namespace

Block::Block(std::span<const Point> points)
    : first_ms_(points.front().time_ms),
      last_ms_(points.back().time_ms),
      count_(static_cast<std::uint8_t>(points.size())) {
  assert(!points.empty() && points.size() <= kPointsMax);
  choose(points);
  const std::size_t bytes = payloadBytes();
  if (bytes == 0) return;
  payload_ = std::make_unique_for_overwrite<std::byte[]>(bytes);
  std::byte* to = payload_.get();
  switch (times_) {
    case Times::kRegular:
      break;
    case Times::kTens8:
      writeOffsets<std::uint8_t>(to, points, 10'000);
      break;
    case Times::kSeconds16:
      writeOffsets<std::uint16_t>(to, points, 1'000);
      break;
    case Times::kMillis32:
      writeOffsets<std::uint32_t>(to, points, 1);
      break;
    case Times::kMillis64:
      writeOffsets<std::int64_t>(to, points, 1);
      break;
  }
  to += timesBytes();
  switch (values_) {
    case Values::kSame:
      break;
    case Values::kWhole8:
      writeWhole<std::uint8_t>(to, points, base_);
      break;
    case Values::kWhole16:
      writeWhole<std::uint16_t>(to, points, base_);
      break;
    case Values::kWhole32:
      writeWhole<std::uint32_t>(to, points, base_);
      break;
    case Values::kFloat:
      for (std::size_t i = 0; i < points.size(); ++i)
        write(to, i, static_cast<float>(points[i].value));
      break;
    case Values::kDouble:
      for (std::size_t i = 0; i < points.size(); ++i) write(to, i, points[i].value);
      break;
  }
  to += valuesBytes();
  if (!qualities_) return;
  for (std::size_t i = 0; i < points.size(); ++i) write(to, i, points[i].quality);
}

std::size_t Block::bytes() const {
  const std::size_t payload = payloadBytes();
  return sizeof(Block) + (payload == 0 ? 0 : payload + kAllocationBytes);
}

void Block::appendTo(std::vector<Point>& points) const {
  const std::size_t before = points.size();
  points.resize(before + count_);
  const std::span<Point> mine(points.data() + before, count_);
  readTimes(mine);
  readValues(mine);
  const std::byte* qualities = payload_.get() + timesBytes() + valuesBytes();
  for (std::size_t i = 0; i < mine.size(); ++i)
    mine[i].quality = qualities_ ? read<std::uint8_t>(qualities, i) : quality_;
}

void Block::choose(std::span<const Point> points) {
  chooseTimes(points);
  chooseValues(points);
  quality_ = points[0].quality;
  qualities_ =
      std::ranges::any_of(points, [this](const Point& point) { return point.quality != quality_; });
}

void Block::chooseTimes(std::span<const Point> points) {
  const std::int64_t span = last_ms_ - first_ms_;
  const auto gaps = static_cast<std::int64_t>(points.size()) - 1;
  const std::int64_t step = gaps == 0 ? 0 : span / gaps;
  bool regular = step * gaps == span;
  bool seconds = true, tens = true;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const std::int64_t offset = points[i].time_ms - first_ms_;
    regular = regular && offset == step * static_cast<std::int64_t>(i);
    seconds = seconds && offset % 1'000 == 0;
    tens = tens && offset % 10'000 == 0;
  }
  if (regular)
    times_ = Times::kRegular;
  else if (tens && span / 10'000 <= std::numeric_limits<std::uint8_t>::max())
    times_ = Times::kTens8;
  else if (seconds && span / 1'000 <= std::numeric_limits<std::uint16_t>::max())
    times_ = Times::kSeconds16;
  else
    times_ =
        span <= std::numeric_limits<std::uint32_t>::max() ? Times::kMillis32 : Times::kMillis64;
}

void Block::chooseValues(std::span<const Point> points) {
  bool same = true, whole = true, narrow = true;
  double least = points[0].value, most = points[0].value;
  for (const Point& point : points) {
    same = same && sameBits(point.value, points[0].value);
    whole = whole && isWhole(point.value);
    narrow = narrow && fitsFloat(point.value);
    least = std::min(least, point.value);
    most = std::max(most, point.value);
  }
  base_ = same ? points[0].value : least;
  if (same)
    values_ = Values::kSame;
  else if (whole && most - least <= std::numeric_limits<std::uint8_t>::max())
    values_ = Values::kWhole8;
  else if (whole && most - least <= std::numeric_limits<std::uint16_t>::max())
    values_ = Values::kWhole16;
  else if (narrow)
    values_ = Values::kFloat;
  else
    values_ = whole && most - least <= std::numeric_limits<std::uint32_t>::max() ? Values::kWhole32
                                                                                 : Values::kDouble;
}

std::size_t Block::timesBytes() const {
  constexpr std::size_t kWidths[] = {0, 1, 2, 4, 8};
  return kWidths[static_cast<std::size_t>(times_)] * count_;
}

std::size_t Block::valuesBytes() const {
  constexpr std::size_t kWidths[] = {0, 1, 2, 4, 4, 8};
  return kWidths[static_cast<std::size_t>(values_)] * count_;
}

std::size_t Block::payloadBytes() const {
  return timesBytes() + valuesBytes() + (qualities_ ? count_ : 0u);
}

void Block::readTimes(std::span<Point> points) const {
  const std::byte* from = payload_.get();
  switch (times_) {
    case Times::kRegular: {
      const std::int64_t step = count_ == 1 ? 0 : (last_ms_ - first_ms_) / (count_ - 1);
      for (std::size_t i = 0; i < points.size(); ++i)
        points[i].time_ms = first_ms_ + step * static_cast<std::int64_t>(i);
      break;
    }
    case Times::kTens8:
      readOffsets<std::uint8_t>(from, points, first_ms_, 10'000);
      break;
    case Times::kSeconds16:
      readOffsets<std::uint16_t>(from, points, first_ms_, 1'000);
      break;
    case Times::kMillis32:
      readOffsets<std::uint32_t>(from, points, first_ms_, 1);
      break;
    case Times::kMillis64:
      readOffsets<std::int64_t>(from, points, first_ms_, 1);
      break;
  }
}

void Block::readValues(std::span<Point> points) const {
  const std::byte* from = payload_.get() + timesBytes();
  switch (values_) {
    case Values::kSame:
      for (Point& point : points) point.value = base_;
      break;
    case Values::kWhole8:
      readWhole<std::uint8_t>(from, points, base_);
      break;
    case Values::kWhole16:
      readWhole<std::uint16_t>(from, points, base_);
      break;
    case Values::kWhole32:
      readWhole<std::uint32_t>(from, points, base_);
      break;
    case Values::kFloat:
      for (std::size_t i = 0; i < points.size(); ++i)
        points[i].value = static_cast<double>(read<float>(from, i));
      break;
    case Values::kDouble:
      for (std::size_t i = 0; i < points.size(); ++i) points[i].value = read<double>(from, i);
      break;
  }
}

}  // namespace pipevane::history

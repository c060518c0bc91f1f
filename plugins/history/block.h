// Consecutive samples of one series, packed: never changed, only made anew. Nothing is lost: a
// column takes the narrowest form that gives every value back exactly.
#pragma once

#include "plugins/history/point.h"

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace pipevane::history {

class Block {
 public:
  // Ten minutes at the usual pace: few enough that an hour's retention is cut finely, and enough
  // that the 50 bytes around a block do not count.
  static constexpr std::size_t kPointsMax = 64;

  // At least one point and at most kPointsMax, in ascending time.
  explicit Block(std::span<const Point> points);

  std::int64_t firstMs() const { return first_ms_; }
  std::int64_t lastMs() const { return last_ms_; }
  std::size_t count() const { return count_; }
  // With all that belongs to it.
  std::size_t bytes() const;
  void appendTo(std::vector<Point>& points) const;

 private:
  enum class Times : std::uint8_t { kRegular, kTens8, kSeconds16, kMillis32, kMillis64 };
  enum class Values : std::uint8_t { kSame, kWhole8, kWhole16, kWhole32, kFloat, kDouble };

  void choose(std::span<const Point> points);
  void chooseTimes(std::span<const Point> points);
  void chooseValues(std::span<const Point> points);
  std::size_t timesBytes() const;
  std::size_t valuesBytes() const;
  std::size_t payloadBytes() const;
  void readTimes(std::span<Point> points) const;
  void readValues(std::span<Point> points) const;

  std::unique_ptr<std::byte[]> payload_;  // times, values, qualities
  std::int64_t first_ms_, last_ms_;
  double base_ = 0;  // of whole numbers; the value where all are the same
  std::uint8_t count_;
  Times times_ = Times::kRegular;
  Values values_ = Values::kSame;
  std::uint8_t quality_ = 0;
  bool qualities_ = false;  // each has its own
};

}  // namespace pipevane::history

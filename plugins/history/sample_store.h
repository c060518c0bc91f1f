// The recent samples of every series within a limit of memory. Not for two threads at once.
#pragma once

#include "plugins/history/series_samples.h"

#include <pipevane/batch.h>

#include <cstddef>
#include <functional>
#include <limits>
#include <set>
#include <span>
#include <utility>
#include <vector>

namespace pipevane::history {

struct SampleLimits {
  std::int64_t retention_ms;
  std::size_t bytes;
};

class SampleStore {
 public:
  // `exists` tells whether an id was ever given; asked once for each new highest one.
  SampleStore(SampleLimits limits, std::function<bool(SeriesId)> exists);

  // Takes all samples of one source time. What the limits forbid is dropped and counted.
  void add(std::int64_t time_ms, std::span<const SeriesId> series, std::span<const double> values,
           std::span<const std::uint8_t> qualities, std::int64_t now_ms);

  // Appends the series' samples in [from, to), but for those that the retention has passed.
  void collect(SeriesId series, std::int64_t from_ms, std::int64_t to_ms,
               std::vector<Point>& points) const;
  // Source times of the oldest and the newest sample kept; both 0 where there is none.
  std::pair<std::int64_t, std::int64_t> extent() const;
  // What is older is not told any more.
  std::int64_t horizonMs() const;
  std::int64_t newestMs() const { return newest_ms_; }
  // What is held and what was lost; bytes with all that belongs to the samples.
  Tally tally() const;
  std::size_t seriesCount() const { return live_series_; }

 private:
  struct Entry {
    SeriesSamples samples;
    std::int64_t indexed_ms = kNotIndexed;  // its key in by_age_
  };
  static constexpr std::int64_t kNotIndexed = std::numeric_limits<std::int64_t>::max();

  void addSlice(std::int64_t time_ms, std::span<const SeriesId> series,
                std::span<const double> values, std::span<const std::uint8_t> qualities);
  void addOne(SeriesId series, const Point& point);
  bool makeRoomFor(SeriesId series);
  void index(SeriesId series);
  void dropOldestBlock(std::uint64_t& counter);
  void expire();
  void expireHeads();
  void evict();
  void evictFromHeads();
  bool beyondLimit() const { return tally().bytes > limits_.bytes; }

  const SampleLimits limits_;
  const std::function<bool(SeriesId)> exists_;
  std::vector<Entry> entries_;  // by series
  // Series that have blocks, by the end of their oldest one.
  std::set<std::pair<std::int64_t, SeriesId>> by_age_;
  std::vector<Point> scratch_;
  Tally tally_;
  std::size_t live_series_ = 0;
  std::int64_t newest_ms_ = std::numeric_limits<std::int64_t>::min();
  std::int64_t now_ms_ = 0;
  std::int64_t heads_swept_ms_ = std::numeric_limits<std::int64_t>::min();
};

}  // namespace pipevane::history

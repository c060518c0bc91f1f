// How the samples of many series are read: frame by frame, and not all of them at once.
#pragma once

#include "plugins/history/columns/cells.h"
#include "plugins/history/frames.h"
#include "plugins/history/point.h"

#include <pipevane/batch.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace pipevane::history {

// One of them, and where it was when it was looked up; it may be elsewhere when it is read.
struct Sought {
  SeriesId series;
  std::uint32_t index;  // among those that are asked for
  Frames::Place place;  // no frame: it has been in several
};

// Who reads them.
class SeriesReader {
 public:
  // The times of the cells of those that follow.
  virtual void rows(std::span<const std::int64_t> times_ms) = 0;
  virtual void column(std::size_t index, Cells cells) = 0;

 protected:
  ~SeriesReader() = default;
};

// What each of some series told last at one time.
struct Snapshot {
  std::vector<SeriesId> series;
  std::vector<std::int64_t> times_ms;
  std::vector<double> values;
  std::vector<std::uint8_t> qualities;

  void clear() {
    series.clear();
    times_ms.clear();
    values.clear();
    qualities.clear();
  }
  void add(SeriesId whose, const Point& point) {
    series.push_back(whose);
    times_ms.push_back(point.time_ms);
    values.push_back(point.value);
    qualities.push_back(point.quality);
  }
  void append(const Snapshot& other) {
    series.insert(series.end(), other.series.begin(), other.series.end());
    times_ms.insert(times_ms.end(), other.times_ms.begin(), other.times_ms.end());
    values.insert(values.end(), other.values.begin(), other.values.end());
    qualities.insert(qualities.end(), other.qualities.begin(), other.qualities.end());
  }
};

}  // namespace pipevane::history

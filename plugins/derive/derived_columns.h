// Derived samples of one batch, gathered before it is known how many there are. Kept from batch to
// batch, so that nothing is allocated once it has grown.
#pragma once

#include "plugins/derive/quality.h"

#include <pipevane/output.h>

#include <algorithm>
#include <vector>

namespace pipevane::derive {

class DerivedColumns {
 public:
  // Empties it and makes room for at most so many.
  void reset(std::size_t most) {
    count_ = 0;
    if (most <= series_.size()) return;
    series_.resize(most);
    values_.resize(most);
    qualities_.resize(most);
  }
  void add(SeriesId series, Derived sample) {
    series_[count_] = series;
    values_[count_] = sample.value;
    qualities_[count_] = static_cast<std::uint8_t>(sample.quality);
    ++count_;
  }
  std::size_t size() const { return count_; }
  // Them as a batch of that time, valid until they are changed.
  pv_batch batchAt(std::int64_t time_ms) const {
    pv_batch batch{};
    batch.size = sizeof batch;
    batch.time_ms = time_ms;
    batch.sample_count = count_;
    batch.series = series_.data();
    batch.values = values_.data();
    batch.qualities = qualities_.data();
    return batch;
  }
  void copyTo(const Columns& room) const {
    std::copy_n(series_.begin(), count_, room.series.begin());
    std::copy_n(values_.begin(), count_, room.values.begin());
    std::copy_n(qualities_.begin(), count_, room.qualities.begin());
  }

 private:
  std::vector<SeriesId> series_;
  std::vector<double> values_;
  std::vector<std::uint8_t> qualities_;
  std::size_t count_ = 0;
};

}  // namespace pipevane::derive

// What is kept of each series, found by its id. Ids that follow each other share a page, which is
// there as long as one of them has samples: an id is never given back, and of the many whose
// entities are gone nothing is left here.
#pragma once

#include "plugins/history/series_samples.h"

#include <pipevane/batch.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <vector>

namespace pipevane::history {

// As large as a line of the processor's cache.
struct SeriesEntry {
  static constexpr std::int64_t kNotIndexed = std::numeric_limits<std::int64_t>::max();

  SeriesSamples samples;
  std::int64_t indexed_ms = kNotIndexed;  // when its oldest block ends, as its owner knows it
  std::uint32_t arrived_s = 0;            // by the store's own time
  std::uint8_t late = 0;                  // live samples in a row that came behind the newest one
  std::uint16_t owner = 0;                // while there are samples
};
static_assert(sizeof(SeriesEntry) <= 64);

class SeriesTable {
 public:
  static constexpr std::size_t kPage = 256;
  static constexpr std::size_t kPageBytes = kPage * sizeof(SeriesEntry);

  // Null where it has no page.
  SeriesEntry* find(SeriesId series) {
    const std::size_t page = series / kPage;
    if (page >= pages_.size() || !pages_[page]) return nullptr;
    return &(*pages_[page])[series % kPage];
  }
  const SeriesEntry* find(SeriesId series) const {
    return const_cast<SeriesTable*>(this)->find(series);
  }
  // It has a page from then on.
  SeriesEntry& make(SeriesId series) {
    const std::size_t page = series / kPage;
    if (page >= pages_.size()) pages_.resize(page + 1);
    if (!pages_[page]) {
      pages_[page] = std::make_unique<Page>();
      ++count_;
    }
    return (*pages_[page])[series % kPage];
  }
  // What `visit` leaves without any samples loses its page.
  template <class Visit>
  void sweep(Visit visit) {
    for (std::size_t page = 0; page < pages_.size(); ++page) {
      if (!pages_[page]) continue;
      bool used = false;
      for (std::size_t i = 0; i < kPage; ++i) {
        SeriesEntry& entry = (*pages_[page])[i];
        if (!entry.samples.empty()) visit(static_cast<SeriesId>(page * kPage + i), entry);
        used = used || !entry.samples.empty();
      }
      if (used) continue;
      pages_[page].reset();
      --count_;
    }
  }
  // Each that has samples.
  template <class Visit>
  void each(Visit visit) const {
    for (std::size_t page = 0; page < pages_.size(); ++page)
      for (std::size_t i = 0; pages_[page] && i < kPage; ++i)
        if (const SeriesEntry& entry = (*pages_[page])[i]; !entry.samples.empty())
          visit(static_cast<SeriesId>(page * kPage + i), entry);
  }
  std::size_t bytes() const { return count_ * kPageBytes + pages_.capacity() * sizeof(pages_[0]); }

 private:
  using Page = std::array<SeriesEntry, kPage>;

  std::vector<std::unique_ptr<Page>> pages_;
  std::size_t count_ = 0;  // of those that are there
};

}  // namespace pipevane::history

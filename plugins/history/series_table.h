// Where the samples of each series are, found by its id. Ids that follow each other share a page,
// which is there as long as one of them has samples: an id is never given back, and of the many
// whose entities are gone nothing is left here.
#pragma once

#include <pipevane/batch.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <vector>

namespace pipevane::history {

struct SeriesEntry {
  static constexpr std::uint32_t kNoFrame = std::numeric_limits<std::uint32_t>::max();

  std::uint32_t frame = kNoFrame;  // that its next sample goes to
  std::uint32_t column = 0;        // of that frame
  std::uint16_t owner = 0;         // while it is used
  std::uint16_t former = 0;        // so many other frames have samples of it

  bool homed() const { return frame != kNoFrame; }
  bool used() const { return homed() || former > 0; }
};

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
  // Pages of which nothing is used are given back.
  void sweep() {
    for (std::unique_ptr<Page>& page : pages_) {
      if (!page || std::ranges::any_of(*page, &SeriesEntry::used)) continue;
      page.reset();
      --count_;
    }
  }
  std::size_t bytes() const { return count_ * kPageBytes + pages_.capacity() * sizeof(pages_[0]); }

 private:
  using Page = std::array<SeriesEntry, kPage>;

  std::vector<std::unique_ptr<Page>> pages_;
  std::size_t count_ = 0;  // of those that are there
};

}  // namespace pipevane::history

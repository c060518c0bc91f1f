// When memory that grew with one answer may go back.
#pragma once

#include <algorithm>
#include <cstddef>

namespace pipevane::proxmox {

// The sizes of the last two uses: the two answers of a cycle take turns, one is several times the
// other, and making room for the larger one anew each time costs a large cluster more than reading
// it.
class RecentSizes {
 public:
  void used(std::size_t size) {
    before_ = last_;
    last_ = size;
  }
  // Neither needed a fair part of what is held, as after half an hour of history, which is read
  // once. Up to `always` is kept in any case.
  bool farBelow(std::size_t held, std::size_t always) const {
    constexpr std::size_t kFairPart = 4;
    return held > always && held / kFairPart > std::max(last_, before_);
  }

 private:
  std::size_t last_ = 0, before_ = 0;
};

}  // namespace pipevane::proxmox

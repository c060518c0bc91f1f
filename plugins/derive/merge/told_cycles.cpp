#include "plugins/derive/merge/told_cycles.h"

#include <algorithm>

namespace pipevane::derive {

ToldCycles::ToldCycles(std::int64_t from_ms, std::int64_t until_ms)
    : newest_bin_(binOf(until_ms)), from_ms_(from_ms), until_ms_(until_ms) {}

// Rounded down, before the epoch as well.
std::int64_t ToldCycles::binOf(std::int64_t time_ms) {
  return (time_ms - ((time_ms % kBinMs) + kBinMs) % kBinMs) / kBinMs;
}

bool ToldCycles::told(std::int64_t bin) const {
  if (bin > newest_bin_ || bin < oldestBin()) return false;
  const auto at = static_cast<std::uint64_t>(bin) % static_cast<std::uint64_t>(kBins);
  return (words_[at / kBits] >> (at % kBits) & 1U) != 0;
}

void ToldCycles::tell(std::int64_t time_ms) {
  const std::int64_t bin = binOf(time_ms);
  if (bin < oldestBin()) return;
  const auto place = [](std::int64_t each) {
    return static_cast<std::uint64_t>(each) % static_cast<std::uint64_t>(kBins);
  };
  for (std::int64_t each = std::max(newest_bin_ + 1, bin - kBins + 1); each <= bin; ++each)
    words_[place(each) / kBits] &= ~(std::uint64_t{1} << (place(each) % kBits));
  newest_bin_ = std::max(newest_bin_, bin);
  words_[place(bin) / kBits] |= std::uint64_t{1} << (place(bin) % kBits);
}

bool ToldCycles::misses(std::int64_t time_ms) const {
  if (time_ms > from_ms_ - kSameCycleMs && time_ms < until_ms_ + kSameCycleMs) return false;
  const std::int64_t first = binOf(time_ms - kSameCycleMs + 1);
  if (first < oldestBin()) return false;
  for (std::int64_t bin = first; bin <= binOf(time_ms + kSameCycleMs - 1); ++bin)
    if (told(bin)) return false;
  return true;
}

std::int64_t ToldCycles::toldBefore(std::int64_t time_ms) const {
  const std::int64_t alone_ms = from_ms_ <= until_ms_ && until_ms_ < time_ms ? until_ms_ : kLongAgo;
  for (std::int64_t bin = std::min(binOf(time_ms) - 1, newest_bin_); bin >= oldestBin(); --bin) {
    if (bin * kBinMs <= alone_ms) break;
    if (told(bin)) return bin * kBinMs;
  }
  return alone_ms;
}

void ToldCycles::beginAt(std::int64_t time_ms) { *this = {kLongAgo, time_ms}; }

}  // namespace pipevane::derive

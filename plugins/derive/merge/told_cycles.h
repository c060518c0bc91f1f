// In which seconds of the last half hour a series was told. A few words of memory, whatever comes.
#pragma once

#include "plugins/derive/merge/report.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace pipevane::derive {

class ToldCycles {
 public:
  // The stamps of one cycle are whole seconds, of one reading of the clock or of two.
  static constexpr std::int64_t kSameCycleMs = 1'500;

  // Of one that was told alone between these two times, nobody kept when: all of that is taken as
  // told.
  ToldCycles(std::int64_t from_ms, std::int64_t until_ms);

  void tell(std::int64_t time_ms);
  // Neither then nor within 1.5 s of it something was told. False as well for what is from before
  // all that is remembered.
  bool misses(std::int64_t time_ms) const;
  // What was told last before that time, no later than it was.
  std::int64_t toldBefore(std::int64_t time_ms) const;
  // A clock was set back: what is older than that is of another time.
  void beginAt(std::int64_t time_ms);

 private:
  static constexpr std::int64_t kBinMs = 1'000;
  static constexpr std::size_t kWords = 32, kBits = 64;
  // 34 minutes: what nodes remember, and so what may come late, is half an hour.
  static constexpr std::int64_t kBins = kWords * kBits;

  static std::int64_t binOf(std::int64_t time_ms);
  bool told(std::int64_t bin) const;
  std::int64_t oldestBin() const { return newest_bin_ - kBins + 1; }

  std::array<std::uint64_t, kWords> words_{};  // a ring, by bin
  std::int64_t newest_bin_;
  std::int64_t from_ms_, until_ms_;
};

}  // namespace pipevane::derive

// Which rows of the metrics export were told of an object.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>

namespace pipevane::proxmox {

// Rows come in order of time within an answer. What an object has from a node that it left, or that
// could not be heard, comes in a later answer than what is newer: then a stretch without a row is
// filled, that before the first row or the longest since. Of a shorter one nothing is missing,
// mostly: a node skips a beat now and then.
class ToldTimes {
 public:
  std::int64_t newestMs() const { return newest_ms_; }

  // A row that is newer than all others, by the clock of who tells it. `jumped`: that clock was set
  // ahead, and no time passed.
  void tell(std::int64_t time_ms, bool jumped) {
    Stretch& shortest = *std::ranges::min_element(
        stretches_, {}, [time_ms](const Stretch& each) { return each.lengthAt(time_ms); });
    if (!jumped && time_ms - newest_ms_ > shortest.lengthAt(time_ms))
      shortest = {newest_ms_, time_ms};
    newest_ms_ = time_ms;
  }

  // An older one. True: it was not told, and is now.
  bool takeMissed(std::int64_t time_ms) {
    const auto stretch = std::ranges::find_if(stretches_, [time_ms](const Stretch& each) {
      return time_ms > each.from_ms && time_ms < each.until_ms;
    });
    if (stretch == stretches_.end()) return false;
    stretch->from_ms = time_ms;
    return true;
  }

 private:
  static constexpr std::int64_t kBefore = std::numeric_limits<std::int64_t>::min() / 4;
  // What a node remembers, and so what may come.
  static constexpr std::int64_t kKept = 30 * 60'000;

  // Nothing was told between two times.
  struct Stretch {
    std::int64_t from_ms = kBefore, until_ms = kBefore;
    // Of what may come of it yet.
    std::int64_t lengthAt(std::int64_t now_ms) const {
      return until_ms < now_ms - kKept ? 0 : until_ms - from_ms;
    }
  };

  std::int64_t newest_ms_ = kBefore;
  std::array<Stretch, 2> stretches_;
};

}  // namespace pipevane::proxmox

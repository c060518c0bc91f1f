// How old what arrives is by its source's time, though the host's own time of day was set. Not for
// two threads at once.
#pragma once

#include <cstdint>
#include <optional>

namespace pipevane::web {

class OwnClock {
 public:
  // What is no older than `fresh_ms` shows what time of day its source goes by.
  explicit OwnClock(std::int64_t fresh_ms) : fresh_ms_(fresh_ms) {}

  void setFresh(std::int64_t fresh_ms) { fresh_ms_ = fresh_ms; }

  // What the time of day and the steady clock say now; whoever set the first did not set the other.
  void read(std::int64_t now_ms, std::int64_t steady_ms);
  // How long before that reading the source's time was; 0 where the source is ahead. Backfill is
  // old by itself and shows nothing of the clocks.
  std::int64_t ageMs(std::int64_t source_ms, bool backfill);
  // The later one of what the time of day is and what it would be if it had not been set.
  std::int64_t latestMs() const { return set_by_ms_ < 0 ? beforeMs() : now_ms_; }

 private:
  std::int64_t beforeMs() const { return now_ms_ - set_by_ms_; }

  std::int64_t fresh_ms_;
  std::int64_t now_ms_ = 0;
  std::optional<std::int64_t> apart_ms_;  // how far the time of day is ahead of the steady clock
  std::int64_t set_by_ms_ = 0;            // since the sources' time was last compared with it
  bool agrees_ = true;  // the sources go by the time of day as it is now, not as it was before
};

}  // namespace pipevane::web

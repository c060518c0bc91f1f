// What one component told of one entity's figures: how far it is true.
#pragma once

#include "plugins/derive/merge/report.h"

#include <algorithm>
#include <cstdint>
#include <limits>

namespace pipevane::derive {

// What a batch has of one entity.
struct Seen {
  bool timed = false;      // a value with the source's own time
  bool estimated = false;  // a value at the time of asking
  bool ran = false;        // it has an uptime: it ran

  bool any() const { return timed || estimated; }
};

struct Teller {
  ComponentIndex component = kNoComponent;
  std::uint8_t late = 0;                  // so many in a row, of a clock that was set back
  std::int64_t late_ms = kLongAgo;        // the last one of them
  std::int64_t newest_ms = kLongAgo;      // the newest one
  std::int64_t timed_ms = kLongAgo;       // the newest one with the source's own time
  // The last one of a list: by the clock of who was asked, and not of who measures.
  std::int64_t estimated_ms = kLongAgo;
  std::int64_t rows_ms = kLongAgo;        // up to then its figures are true
  std::int64_t ran_ms = kLongAgo;         // up to then they show that it ran
  std::uint64_t heard = 0;                // the last batch with figures
  std::int64_t back_after_ms = kLongAgo;  // of what was removed: from then on it is there again
  // Since its last figures another one tells of times long before them, and did so first then.
  std::int64_t ahead_since_ms = kNotAhead;
  bool has_it = false;  // it told of it, and did not take that away since

  // True: its clock was set back, and what it says counts from there.
  bool hear(const Seen& seen, const Report& report) {
    if (!seen.any()) return false;
    heard = report.batch;
    ahead_since_ms = kNotAhead;
    has_it = has_it || !report.backfill;
    const bool set_back = setBack(report);
    if (set_back) newest_ms = timed_ms = rows_ms = ran_ms = kLongAgo;
    newest_ms = std::max(newest_ms, report.time_ms);
    if (seen.timed) timed_ms = std::max(timed_ms, report.time_ms);
    if (seen.estimated && !report.backfill) estimated_ms = report.time_ms;
    const std::int64_t true_ms = seen.timed ? report.time_ms : report.time_ms - kListLagMs;
    rows_ms = std::max(rows_ms, true_ms);
    if (seen.ran) ran_ms = std::max(ran_ms, true_ms);
    return set_back;
  }
  // Another one told live figures. True: it does so for long enough, all long before what this one,
  // which is silent meanwhile, told last: that was of a clock that was ahead, or made up. It is
  // taken for as old as it can be.
  bool isOutrun(const Report& report) {
    if (newest_ms - report.time_ms <= kAheadMs) return false;
    ahead_since_ms = std::min(ahead_since_ms, report.time_ms);
    if (report.time_ms - ahead_since_ms < kStandsMs) return false;
    for (std::int64_t* each : {&newest_ms, &timed_ms, &estimated_ms, &rows_ms, &ran_ms})
      *each = std::min(*each, ahead_since_ms);
    ahead_since_ms = kNotAhead;
    return true;
  }

 private:
  static constexpr std::int64_t kNotAhead = std::numeric_limits<std::int64_t>::max();
  // No source catches up with that much live: it tells more of the past as a backfill.
  static constexpr std::int64_t kAheadMs = 300'000;

  // Begun by more than any delay, and going on from there.
  bool setBack(const Report& report) {
    if (report.time_ms > newest_ms) late = 0;
    if (report.time_ms > newest_ms || report.backfill) return false;
    if (newest_ms - report.time_ms <= kSetBackMs && late == 0) return false;
    // One cycle may come in several batches.
    if (late > 0 && report.time_ms <= late_ms && late_ms - report.time_ms <= kSetBackMs)
      return false;
    late_ms = report.time_ms;
    if (++late < kSetBackTimes) return false;
    late = 0;
    return true;
  }
};

}  // namespace pipevane::derive

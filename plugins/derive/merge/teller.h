// What one component told of one entity's figures: how far it is true.
#pragma once

#include "plugins/derive/merge/report.h"

#include <algorithm>
#include <cstdint>

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
  std::uint8_t late = 0;                  // so many in a row
  std::int64_t first_ms = kLongAgo;       // the oldest sample
  std::int64_t newest_ms = kLongAgo;      // the newest one
  std::int64_t timed_ms = kLongAgo;       // the newest one with the source's own time
  std::int64_t rows_ms = kLongAgo;        // up to then its figures are true
  std::int64_t ran_ms = kLongAgo;         // up to then they show that it ran
  std::int64_t back_after_ms = kLongAgo;  // of what was removed: from then on it is there again

  // True: its clock was set back, and what it says counts from there.
  bool hear(const Seen& seen, const Report& report) {
    if (!seen.any()) return false;
    const bool set_back = setBack(report);
    if (set_back) newest_ms = timed_ms = rows_ms = ran_ms = kLongAgo;
    if (first_ms == kLongAgo || report.time_ms < first_ms) first_ms = report.time_ms;
    newest_ms = std::max(newest_ms, report.time_ms);
    if (seen.timed) timed_ms = std::max(timed_ms, report.time_ms);
    const std::int64_t true_ms = seen.timed ? report.time_ms : report.time_ms - kListLagMs;
    rows_ms = std::max(rows_ms, true_ms);
    if (seen.ran) ran_ms = std::max(ran_ms, true_ms);
    return set_back;
  }

 private:
  bool setBack(const Report& report) {
    if (report.backfill || newest_ms - report.time_ms <= kSetBackMs) {
      if (report.time_ms > newest_ms) late = 0;
      return false;
    }
    if (++late < kSetBackTimes) return false;
    late = 0;
    return true;
  }
};

}  // namespace pipevane::derive

// Who says something, and as of when.
#pragma once

#include <cstdint>
#include <limits>

namespace pipevane::derive {

using ComponentIndex = std::uint16_t;  // in the order in which they were first heard
inline constexpr ComponentIndex kNoComponent = UINT16_MAX;
// More are taken for the last one: a pipeline has a handful.
inline constexpr ComponentIndex kMostComponents = 250;

// Far enough from the ends of the numbers to be reckoned with.
inline constexpr std::int64_t kLongAgo = std::numeric_limits<std::int64_t>::min() / 4;
inline constexpr std::int64_t kFarAhead = -kLongAgo;

// A list without times of its own repeats what was measured up to so long before.
inline constexpr std::int64_t kListLagMs = 10'000;
// Whoever told something no longer ago still stands by it: three cycles of Proxmox VE.
inline constexpr std::int64_t kStandsMs = 30'000;
// So much older than what was told before is no delay on the way, but a clock that was set back;
// so many in a row, as with a counter.
inline constexpr std::int64_t kSetBackMs = 60'000;
inline constexpr int kSetBackTimes = 3;

struct Report {
  ComponentIndex component;
  std::int64_t time_ms;  // the batch's, between the two
  std::uint64_t batch;   // counted from the first
  bool backfill;
};

}  // namespace pipevane::derive

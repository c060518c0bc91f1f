#include "plugins/history/tiers/told_spans.h"

#include <algorithm>

namespace pipevane::history {

void ToldSpans::add(SeriesId series, std::int64_t first_ms, std::int64_t last_ms) {
  // What is told part by part at the usual pace is one; where a sample was late there is a hole.
  constexpr std::int64_t kTogetherMs = 15'000;
  auto& spans = spans_[series];
  const auto begin = std::ranges::lower_bound(spans, first_ms - kTogetherMs, {},
                                              &std::pair<std::int64_t, std::int64_t>::second);
  auto end = begin;
  for (; end != spans.end() && end->first <= last_ms + kTogetherMs; ++end) {
    first_ms = std::min(first_ms, end->first);
    last_ms = std::max(last_ms, end->second);
  }
  spans.insert(spans.erase(begin, end), {first_ms, last_ms});
}

bool ToldSpans::has(SeriesId series, std::int64_t time_ms) const {
  const auto found = spans_.find(series);
  if (found == spans_.end()) return false;
  const auto& spans = found->second;
  const auto at =
      std::ranges::lower_bound(spans, time_ms, {}, &std::pair<std::int64_t, std::int64_t>::second);
  return at != spans.end() && at->first <= time_ms;
}

}  // namespace pipevane::history

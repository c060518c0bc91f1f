// What the value of each point is of its step: what was asked for, or what an archive has.
#pragma once

#include <pipevane/history.h>

#include <cstddef>
#include <string_view>
#include <vector>

namespace pipevane::web {

// Which points come from an archive. An older history knows of the first ones alone.
inline std::vector<pv_archived_span> archivedSpans(const pv_history_points& points) {
  if (points.spans != nullptr) return {points.spans, points.spans + points.span_count};
  if (points.archived == 0) return {};
  return {{.first = 0, .count = points.archived}};
}

// The aggregate that those are.
inline std::string_view archivedAs(const pv_history_points& points) {
  return points.archived_as == PV_MAXIMUM ? "max" : "avg";
}

class StepAggregates {
 public:
  StepAggregates(std::string_view asked, const pv_history_points& points)
      : asked_(asked), archived_(archivedAs(points)), spans_(archivedSpans(points)) {}

  // The name of that point's; of one point after the other.
  std::string_view of(std::size_t at) {
    while (span_ < spans_.size() && at >= spans_[span_].first + spans_[span_].count) ++span_;
    return span_ < spans_.size() && at >= spans_[span_].first ? archived_ : asked_;
  }

 private:
  const std::string_view asked_, archived_;
  const std::vector<pv_archived_span> spans_;
  std::size_t span_ = 0;
};

}  // namespace pipevane::web

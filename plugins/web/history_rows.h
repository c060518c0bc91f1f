// The points of a history as lines of text, for exports.
#pragma once

#include <pipevane/history.h>

#include <memory>
#include <string>
#include <string_view>

namespace pipevane::web {

// Whose points they are.
struct SeriesName {
  std::string_view entity, metric, unit;
};

// One thread.
class HistoryRows {
 public:
  virtual ~HistoryRows() = default;
  // What stands before all lines.
  virtual std::string head() const = 0;
  // Appends a line for each point; `points` as long as this plugin knows them.
  virtual void add(const SeriesName& name, const pv_history_points& points, std::string& out) = 0;
};

// The shortest text that reads back as the same value, to the last bit; nothing for what is no
// number.
void appendExact(std::string& out, double value);
void appendWhole(std::string& out, std::int64_t value);
// How long the point stands for, from its own time on; 0: it is a sample as it is stored.
inline std::int64_t stepOf(const pv_history_points& points, std::size_t at) {
  return points.steps_ms == nullptr ? points.step_ms : points.steps_ms[at];
}

}  // namespace pipevane::web

#include "plugins/web/history_lines.h"

#include "plugins/web/json_writer.h"
#include "plugins/web/step_aggregates.h"
#include "plugins/web/words.h"

#include <cmath>

namespace pipevane::web {
namespace {

void appendFigure(std::string& out, double value) {
  if (std::isfinite(value))
    appendExact(out, value);
  else
    out += "null";
}

}  // namespace

void HistoryLines::add(const SeriesName& name, const pv_history_points& points, std::string& out) {
  std::string whose = ",\"entity\":";
  appendJsonString(whose, name.entity);
  appendJsonString(whose += ",\"metric\":", name.metric);
  appendJsonString(whose += ",\"unit\":", name.unit);
  whose += ",\"value\":";
  StepAggregates aggregates(aggregate_, points);
  for (std::size_t i = 0; i < points.count; ++i) {
    out.append("{\"time\":\"").append(time_.of(points.times_ms[i])).append("\",\"time_ms\":");
    appendWhole(out, points.times_ms[i]);
    out.append(whose);
    appendFigure(out, points.values[i]);
    if (!aggregate_.empty()) {
      appendFigure(out.append(",\"minimum\":"), points.minimums[i]);
      appendFigure(out.append(",\"maximum\":"), points.maximums[i]);
    }
    out.append(",\"quality\":\"").append(qualityName(static_cast<Quality>(points.qualities[i])));
    appendWhole(out.append("\",\"step_ms\":"), stepOf(points, i));
    if (!aggregate_.empty())
      out.append(",\"aggregate\":\"").append(aggregates.of(i)).append(1, '"');
    out.append("}\n");
  }
}

}  // namespace pipevane::web

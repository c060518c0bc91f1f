#include "plugins/web/history_csv.h"

#include "plugins/web/step_aggregates.h"
#include "plugins/web/utf8.h"
#include "plugins/web/words.h"

#include <algorithm>
#include <array>

namespace pipevane::web {
namespace {

constexpr std::string_view kRowEnd = "\r\n";

void appendQuoted(std::string& out, std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = validCharacter(text);
    if (text.front() == '"')
      out += "\"\"";
    else if (length > 0)
      out.append(text.substr(0, length));
    else
      out += "\xEF\xBF\xBD";  // the replacement character
    text.remove_prefix(length == 0 ? 1 : length);
  }
}

// By its first character; some spreadsheets take those of full width for the others.
bool looksLikeFormula(std::string_view text) {
  constexpr std::array<std::string_view, 11> kBegins = {
      "=", "+", "-", "@", "\uFF1D", "\uFF0B", "\uFF0D", "\uFF20", "\t", "\r", "\n"};
  return std::ranges::any_of(kBegins, [text](auto each) { return text.starts_with(each); });
}

}  // namespace

void appendCell(std::string& out, std::string_view text) {
  const bool formula = looksLikeFormula(text);
  // Where the comma is in numbers a spreadsheet parts cells at semicolons.
  const bool quotes = formula || text.find_first_of(",;\t\"\r\n") != std::string_view::npos;
  if (quotes) out += '"';
  if (formula) out += '\'';
  appendQuoted(out, text);
  if (quotes) out += '"';
}

std::string HistoryCsv::head() const {
  return std::string("time,time_ms,entity,metric,unit,value,")
      .append(aggregate_.empty() ? "quality,step_ms" : "minimum,maximum,quality,step_ms,aggregate")
      .append(kRowEnd);
}

void HistoryCsv::add(const SeriesName& name, const pv_history_points& points, std::string& out) {
  std::string whose = ",";
  for (const std::string_view each : {name.entity, name.metric, name.unit}) {
    appendCell(whose, each);
    whose += ',';
  }
  StepAggregates aggregates(aggregate_, points);
  for (std::size_t i = 0; i < points.count; ++i) {
    out.append(time_.of(points.times_ms[i])).append(1, ',');
    appendWhole(out, points.times_ms[i]);
    out.append(whose);
    appendExact(out, points.values[i]);
    out += ',';
    if (!aggregate_.empty()) {
      appendExact(out, points.minimums[i]);
      out += ',';
      appendExact(out, points.maximums[i]);
      out += ',';
    }
    out.append(qualityName(static_cast<Quality>(points.qualities[i]))).append(1, ',');
    appendWhole(out, stepOf(points, i));
    if (!aggregate_.empty()) out.append(1, ',').append(aggregates.of(i));
    out.append(kRowEnd);
  }
}

}  // namespace pipevane::web

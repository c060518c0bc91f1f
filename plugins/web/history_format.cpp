#include "plugins/web/history_format.h"

#include "plugins/web/history_csv.h"
#include "plugins/web/history_lines.h"
#include "plugins/web/weights.h"

#include <algorithm>
#include <array>

namespace pipevane::web {
namespace {

struct Form {
  HistoryFormat format;
  std::string_view name;   // in the parameter, and of files
  std::string_view media;  // as it is accepted
  std::string_view type;   // as it is sent
};

// In the order in which they are preferred where the client does not mind; the others are told to
// whoever names them alone.
constexpr std::array<Form, 3> kForms = {{
    {HistoryFormat::kJson, "json", "application/json", "application/json"},
    {HistoryFormat::kCsv, "csv", "text/csv", "text/csv; charset=utf-8; header=present"},
    {HistoryFormat::kLines, "ndjson", "application/x-ndjson", "application/x-ndjson"},
}};

const Form& formOf(HistoryFormat format) {
  return *std::ranges::find(kForms, format, &Form::format);
}

// The nearest word about it decides. A wildcard is none about a table: browsers and libraries send
// one with whatever they ask for, and would be given a file.
int weightOf(const Weights& accepted, const Form& form) {
  if (const auto named = accepted.of(form.media)) return *named;
  if (form.format != HistoryFormat::kJson) return 0;
  if (const auto kind = accepted.of("application/*")) return *kind;
  return accepted.of("*/*").value_or(0);
}

}  // namespace

HistoryFormat historyFormatOf(const Request& request) {
  if (const std::string* name = request.parameter("format")) {
    const auto at = std::ranges::find(kForms, std::string_view(*name), &Form::name);
    if (at != kForms.end()) return at->format;
    throw Problem{400, "Bad parameter", "\"format\" must be json, csv or ndjson"};
  }
  const Weights accepted(request.header("accept"));
  if (accepted.empty()) return HistoryFormat::kJson;
  const auto weight = [&accepted](const Form& form) { return weightOf(accepted, form); };
  const auto best = std::ranges::max_element(kForms, {}, weight);
  if (weight(*best) > 0) return best->format;
  throw Problem{406, "No such format",
                "the history is told as application/json, text/csv or application/x-ndjson; "
                "\"format\" chooses one whatever is accepted"};
}

bool acceptDecides(const Request& request) { return request.parameter("format") == nullptr; }

std::string_view mediaTypeOf(HistoryFormat format) { return formOf(format).type; }

std::string_view suffixOf(HistoryFormat format) { return formOf(format).name; }

std::unique_ptr<HistoryRows> rowsFor(HistoryFormat format, std::string_view aggregate) {
  if (format == HistoryFormat::kCsv) return std::make_unique<HistoryCsv>(aggregate);
  if (format == HistoryFormat::kLines) return std::make_unique<HistoryLines>(aggregate);
  return nullptr;
}

}  // namespace pipevane::web

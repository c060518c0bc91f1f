#include "plugins/web/history_request.h"

#include "plugins/web/page.h"

#include <pipevane/history.h>

#include <algorithm>
#include <array>
#include <tuple>
#include <unordered_set>
#include <utility>

namespace pipevane::web {
namespace {

std::pair<std::int64_t, std::string_view> combineOf(const Request& request) {
  constexpr std::array<std::pair<std::int64_t, std::string_view>, 4> kAll = {
      {{PV_COMBINE_SUM, "sum"},
       {PV_COMBINE_AVERAGE, "avg"},
       {PV_COMBINE_MINIMUM, "min"},
       {PV_COMBINE_MAXIMUM, "max"}}};
  const std::string* name = request.parameter("combine");
  if (name == nullptr) return {PV_COMBINE_NONE, {}};
  for (const auto& each : kAll)
    if (each.second == *name) return each;
  throw Problem{400, "Bad parameter", "\"combine\" must be sum, avg, min or max"};
}

bool eventsOf(const Request& request) {
  const std::string* written = request.parameter("events");
  if (written == nullptr || *written == "false") return false;
  if (*written == "true") return true;
  throw Problem{400, "Bad parameter", "\"events\" must be true or false"};
}

// What is named twice would count twice.
std::vector<std::string> onceEach(std::vector<std::string> names) {
  std::unordered_set<std::string> seen;
  std::erase_if(names, [&](const std::string& each) { return !seen.insert(each).second; });
  return names;
}

std::vector<std::string> named(const Request& request, const char* parameter) {
  std::vector<std::string> all = request.parameters(parameter);
  if (all.empty())
    throw Problem{400, "Missing parameter",
                  std::string("say which with at least one \"") + parameter + "\""};
  return all;
}

}  // namespace

std::pair<std::int32_t, std::string_view> aggregateOf(const Request& request) {
  constexpr std::array<std::pair<std::int32_t, std::string_view>, 5> kAll = {{{PV_AVERAGE, "avg"},
                                                                              {PV_MINIMUM, "min"},
                                                                              {PV_MAXIMUM, "max"},
                                                                              {PV_LAST, "last"},
                                                                              {PV_RATE, "rate"}}};
  const std::string* name = request.parameter("aggregate");
  if (name == nullptr) return kAll.front();
  for (const auto& each : kAll)
    if (each.second == *name) return each;
  throw Problem{400, "Bad parameter", "\"aggregate\" must be avg, min, max, last or rate"};
}

TimeRange TimeRange::of(const Request& request, std::int64_t now_ms) {
  const std::int64_t to_ms = wholeNumber(request, "to", 0, kLatestMs).value_or(now_ms + 1);
  const std::int64_t from_ms = wholeNumber(request, "from", 0, kLatestMs)
                                   .value_or(std::max<std::int64_t>(to_ms - kUsualMs, 0));
  if (from_ms >= to_ms) throw Problem{400, "Bad range", "\"from\" must be before \"to\""};
  return {from_ms, to_ms};
}

HistoryRequest HistoryRequest::of(const Request& request, std::int64_t now_ms,
                                  const std::optional<std::vector<std::string>>& found) {
  HistoryRequest asked{};
  asked.range = TimeRange::of(request, now_ms);
  std::tie(asked.aggregate, asked.aggregate_name) = aggregateOf(request);
  if (found && request.parameter("entity") != nullptr)
    throw Problem{400, "Bad parameters", "\"entity\" and \"query\" exclude each other"};
  asked.entities = onceEach(found ? *found : named(request, "entity"));
  asked.metrics = onceEach(named(request, "metric"));
  asked.searched = found.has_value();
  std::tie(asked.combine, asked.combine_name) = combineOf(request);
  asked.events = eventsOf(request);
  const bool combined = asked.combine != PV_COMBINE_NONE;
  if (combined && asked.metrics.size() > 1)
    throw Problem{400, "Too many metrics", "of several metrics nothing can be combined: name one"};
  const std::size_t pairs = asked.entities.size() * asked.metrics.size();
  const std::size_t most = combined ? kMostCombined : kMostPairs;
  if (pairs > most)
    throw Problem{400, "Too many series",
                  "these are " + std::to_string(pairs) + ", at most " + std::to_string(most) +
                      " are answered at once"};
  const auto step = wholeNumber(request, "step", 0, TimeRange::kLatestMs);
  asked.step_ms = step.value_or(0);
  asked.most_points =
      step ? kMostPoints / (combined ? 1 : std::max<std::size_t>(pairs, 1)) : kUsualPoints;
  return asked;
}

std::string unitTold(const std::optional<Metric>& metric, std::int32_t aggregate) {
  if (!metric) return {};
  return std::string(metric->unit) + (aggregate == PV_RATE ? "_per_second" : "");
}

}  // namespace pipevane::web

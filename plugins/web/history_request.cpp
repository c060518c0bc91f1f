#include "plugins/web/history_request.h"

#include "plugins/web/page.h"

#include <pipevane/history.h>

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

namespace pipevane::web {
namespace {

std::pair<std::int32_t, std::string_view> aggregateOf(const Request& request) {
  constexpr std::array<std::pair<std::int32_t, std::string_view>, 4> kAll = {
      {{PV_AVERAGE, "avg"}, {PV_MINIMUM, "min"}, {PV_MAXIMUM, "max"}, {PV_LAST, "last"}}};
  const std::string* name = request.parameter("aggregate");
  if (name == nullptr) return kAll.front();
  for (const auto& each : kAll)
    if (each.second == *name) return each;
  throw Problem{400, "Bad parameter", "\"aggregate\" must be avg, min, max or last"};
}

std::vector<std::string> named(const Request& request, const char* parameter) {
  std::vector<std::string> all = request.parameters(parameter);
  if (all.empty())
    throw Problem{400, "Missing parameter",
                  std::string("say which with at least one \"") + parameter + "\""};
  return all;
}

}  // namespace

TimeRange TimeRange::of(const Request& request, std::int64_t now_ms) {
  const std::int64_t to_ms = wholeNumber(request, "to", 0, kLatestMs).value_or(now_ms + 1);
  const std::int64_t from_ms = wholeNumber(request, "from", 0, kLatestMs)
                                   .value_or(std::max<std::int64_t>(to_ms - kUsualMs, 0));
  if (from_ms >= to_ms) throw Problem{400, "Bad range", "\"from\" must be before \"to\""};
  return {from_ms, to_ms};
}

HistoryRequest HistoryRequest::of(const Request& request, std::int64_t now_ms) {
  HistoryRequest asked{};
  asked.range = TimeRange::of(request, now_ms);
  std::tie(asked.aggregate, asked.aggregate_name) = aggregateOf(request);
  asked.entities = named(request, "entity");
  asked.metrics = named(request, "metric");
  const std::size_t pairs = asked.entities.size() * asked.metrics.size();
  if (pairs > kMostPairs)
    throw Problem{400, "Too many series",
                  "these are " + std::to_string(pairs) + ", at most " + std::to_string(kMostPairs) +
                      " are answered at once"};
  const auto step = wholeNumber(request, "step", 0, TimeRange::kLatestMs);
  asked.step_ms = step.value_or(0);
  asked.most_points = step ? kMostPoints / pairs : kUsualPoints;
  return asked;
}

}  // namespace pipevane::web

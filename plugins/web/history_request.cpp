#include "plugins/web/history_request.h"

#include "plugins/web/matching_entities.h"
#include "plugins/web/page.h"
#include "plugins/web/parameter_problems.h"

#include <pipevane/error.h>
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

// Reads one parameter after the other, and keeps what is wrong with each of them.
class HistoryReader {
 public:
  HistoryReader(const Request& request, const Host& host, Live& live)
      : request_(request), host_(host), dictionary_(host.dictionary()), live_(live) {}

  HistoryRequest read() && {
    problems_.attempt([this] { asked_.range = TimeRange::of(request_, host_.nowMs()); });
    problems_.attempt(
        [this] { std::tie(asked_.aggregate, asked_.aggregate_name) = aggregateOf(request_); });
    problems_.attempt([this] { readEntities(); });
    problems_.attempt([this] { readMetrics(); });
    problems_.attempt(
        [this] { std::tie(asked_.combine, asked_.combine_name) = combineOf(request_); });
    problems_.attempt([this] { asked_.events = eventsOf(request_); });
    problems_.attempt([this] { limitSeries(); });
    problems_.attempt([this] { readStep(); });
    problems_.refuse();
    return std::move(asked_);
  }

 private:
  bool combined() const { return asked_.combine != PV_COMBINE_NONE; }
  std::size_t pairs() const { return asked_.entities.size() * asked_.metrics.size(); }

  std::vector<std::string> named(const char* parameter) const {
    std::vector<std::string> all = request_.parameters(parameter);
    if (all.empty()) throw Error(std::string("say which with at least one \"") + parameter + "\"");
    return onceEach(std::move(all));
  }

  void readEntities() {
    const auto query = queryForEntitiesIn(request_);
    asked_.searched = query.has_value();
    if (!query) {
      asked_.entities = named("entity");
      return;
    }
    for (const EntityId each : matchingEntities(host_, live_, *query))
      asked_.entities.emplace_back(dictionary_.key(each));
  }

  void readMetrics() {
    asked_.metrics = named("metric");
    if (asked_.aggregate != PV_RATE) return;
    for (const std::string& each : asked_.metrics)
      if (const auto info = dictionary_.info(dictionary_.findMetric(each)); info && !info->counter)
        problems_.add(noRateOf(each));
  }

  void limitSeries() {
    if (combined() && asked_.metrics.size() > 1)
      throw Error("of several metrics nothing can be combined: name one");
    const std::size_t most =
        combined() ? HistoryRequest::kMostCombined : HistoryRequest::kMostPairs;
    if (pairs() > most)
      throw Error("these are " + std::to_string(pairs()) + " series, at most " +
                  std::to_string(most) + " are answered at once");
  }

  void readStep() {
    const auto step = wholeNumber(request_, "step", 0, TimeRange::kLatestMs);
    asked_.step_ms = step.value_or(0);
    const std::size_t told = combined() ? 1 : std::max<std::size_t>(pairs(), 1);
    asked_.most_points = step ? HistoryRequest::kMostPoints / told : HistoryRequest::kUsualPoints;
  }

  const Request& request_;
  const Host& host_;
  const Dictionary dictionary_;
  Live& live_;
  HistoryRequest asked_{};
  ParameterProblems problems_;
};

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

HistoryRequest HistoryRequest::of(const Request& request, const Host& host, Live& live) {
  return HistoryReader(request, host, live).read();
}

std::string noRateOf(const std::string& metric) {
  return "cannot tell the rate of \"" + metric + "\": it is a gauge, and only counters have one";
}

std::string unitTold(const std::optional<Metric>& metric, std::int32_t aggregate) {
  if (!metric) return {};
  return std::string(metric->unit) + (aggregate == PV_RATE ? "_per_second" : "");
}

}  // namespace pipevane::web

#include "plugins/web/export_request.h"

#include "plugins/web/matching_entities.h"
#include "plugins/web/page.h"
#include "plugins/web/parameter_problems.h"

#include <pipevane/history.h>

#include <algorithm>
#include <tuple>

namespace pipevane::web {
namespace {

// Reads one parameter after the other, and keeps what is wrong with each of them.
class ExportReader {
 public:
  ExportReader(const Request& request, const Host& host, Live& live)
      : request_(request), host_(host), dictionary_(host.dictionary()), live_(live) {}

  ExportRequest read() && {
    problems_.attempt([this] { asked_.range = TimeRange::of(request_, host_.nowMs()); });
    problems_.attempt([this] {
      asked_.step_ms = wholeNumber(request_, "step", 0, TimeRange::kLatestMs).value_or(0);
    });
    problems_.attempt(
        [this] { std::tie(asked_.aggregate, asked_.aggregate_name) = aggregateOf(request_); });
    problems_.attempt([this] { readEntities(); });
    readMetrics();
    refuseWhatIsOfJson();
    problems_.refuse();
    return std::move(asked_);
  }

 private:
  void readEntities() {
    const std::vector<std::string> names = request_.parameters("entity");
    if (const auto query = queryForEntitiesIn(request_))
      asked_.entities = matchingEntities(host_, live_, *query);
    else if (names.empty())
      takeAllEntities();
    else
      takeNamed(names);
  }

  void takeNamed(const std::vector<std::string>& names) {
    for (const std::string& each : names) {
      const EntityId id = dictionary_.findEntity(each);
      if (id == PV_NONE)
        problems_.add("no entity \"" + each + "\" is known");
      else if (std::ranges::find(asked_.entities, id) == asked_.entities.end())
        asked_.entities.push_back(id);
    }
    asked_.with_archives = asked_.entities.size() <= ExportRequest::kMostArchived;
  }

  // Also what is gone, and what the history alone has, from an earlier run: it has named them all.
  void takeAllEntities() {
    std::vector<std::pair<std::string_view, EntityId>> named;
    EntityId id = 0;
    for (auto key = dictionary_.key(id); !key.empty(); key = dictionary_.key(++id))
      named.emplace_back(key, id);
    std::ranges::sort(named);
    for (const auto& [key, entity] : named) asked_.entities.push_back(entity);
  }

  void readMetrics() {
    for (const std::string& each : request_.parameters("metric")) {
      const MetricId id = dictionary_.findMetric(each);
      if (id == PV_NONE)
        problems_.add("no metric \"" + each + "\" is known");
      else if (!hasValues(*dictionary_.info(id)))
        problems_.add(noRateOf(each));
      else if (std::ranges::find(asked_.metrics, id) == asked_.metrics.end())
        asked_.metrics.push_back(id);
    }
    if (request_.parameter("metric") == nullptr) takeAllMetrics();
  }

  void takeAllMetrics() {
    std::vector<std::pair<std::string_view, MetricId>> named;
    MetricId id = 0;
    for (auto info = dictionary_.info(id); info; info = dictionary_.info(++id))
      if (hasValues(*info)) named.emplace_back(info->name, id);
    std::ranges::sort(named);
    for (const auto& [name, metric] : named) asked_.metrics.push_back(metric);
  }

  // Only counters have a rate.
  bool hasValues(const Metric& metric) const {
    return asked_.aggregate != PV_RATE || metric.counter;
  }

  void refuseWhatIsOfJson() {
    for (const char* const each : {"combine", "events"})
      if (request_.parameter(each) != nullptr)
        problems_.add("\"" + std::string(each) + "\" goes with format=json alone");
  }

  const Request& request_;
  const Host& host_;
  const Dictionary dictionary_;
  Live& live_;
  ExportRequest asked_;
  ParameterProblems problems_;
};

}  // namespace

ExportRequest ExportRequest::of(const Request& request, const Host& host, Live& live) {
  return ExportReader(request, host, live).read();
}

}  // namespace pipevane::web

#include "plugins/web/export_request.h"

#include "plugins/web/page.h"
#include "plugins/web/query.h"

#include <pipevane/error.h>
#include <pipevane/history.h>

#include <algorithm>

namespace pipevane::web {
namespace {

// Reads one parameter after the other, and keeps what is wrong with each of them.
class ExportReader {
 public:
  ExportReader(const Request& request, const Host& host, Live& live)
      : request_(request), host_(host), dictionary_(host.dictionary()), live_(live) {}

  ExportRequest read() && {
    attempt([this] { asked_.range = TimeRange::of(request_, host_.nowMs()); });
    attempt([this] {
      asked_.step_ms = wholeNumber(request_, "step", 0, TimeRange::kLatestMs).value_or(0);
    });
    attempt([this] { asked_.aggregate = aggregateOf(request_).first; });
    attempt([this] { readEntities(); });
    readMetrics();
    refuseWhatIsOfJson();
    if (!problems_.empty())
      throw Problem{
          400,
          "Bad parameters",
          problems_.size() == 1 ? problems_.front() : "cannot make the export: see the problems",
          {},
          problems_};
    return std::move(asked_);
  }

 private:
  template <class Read>
  void attempt(Read read) {
    try {
      read();
    } catch (const Problem& problem) {
      problems_.push_back(problem.detail);
    } catch (const Error& error) {
      problems_.emplace_back(error.what());
    }
  }

  void readEntities() {
    const std::vector<std::string> names = request_.parameters("entity");
    const std::string* query = request_.parameter("query");
    if (!names.empty() && query != nullptr)
      throw Error("\"entity\" and \"query\" exclude each other");
    if (names.empty()) return search(query == nullptr ? Query() : Query(*query));
    for (const std::string& each : names) {
      const EntityId id = dictionary_.findEntity(each);
      if (id == PV_NONE)
        problems_.push_back("no entity \"" + each + "\" is known");
      else if (std::ranges::find(asked_.entities, id) == asked_.entities.end())
        asked_.entities.push_back(id);
    }
    asked_.with_archives = asked_.entities.size() <= ExportRequest::kMostArchived;
  }

  // Without a query also what is gone, as far as it is known.
  void search(const Query& query) {
    const std::int64_t steady_ms = host_.steadyMs();
    live_.locked([&](LiveParts& parts) {
      parts.state.sweep(steady_ms);
      for (const auto& [key, entity] : parts.state.entities())
        if (query.everything() || (entity->present && query.matches(parts.state, *entity)))
          asked_.entities.push_back(entity->id);
    });
  }

  void readMetrics() {
    for (const std::string& each : request_.parameters("metric")) {
      const MetricId id = dictionary_.findMetric(each);
      if (id == PV_NONE)
        problems_.push_back("no metric \"" + each + "\" is known");
      else if (!hasValues(*dictionary_.info(id)))
        problems_.push_back("\"" + each + "\" is a gauge, and has no rate; only counters have");
      else if (std::ranges::find(asked_.metrics, id) == asked_.metrics.end())
        asked_.metrics.push_back(id);
    }
    if (request_.parameter("metric") == nullptr) takeAllMetrics();
  }

  void takeAllMetrics() {
    std::vector<std::pair<std::string_view, MetricId>> named;
    const std::size_t count =
        live_.locked([](const LiveParts& parts) { return parts.state.infos().size(); });
    for (MetricId id = 0; id < count; ++id)
      if (const auto info = dictionary_.info(id); info && hasValues(*info))
        named.emplace_back(info->name, id);
    std::ranges::sort(named);
    for (const auto& [name, id] : named) asked_.metrics.push_back(id);
  }

  // Only counters have a rate.
  bool hasValues(const Metric& metric) const {
    return asked_.aggregate != PV_RATE || metric.counter;
  }

  void refuseWhatIsOfJson() {
    for (const char* const each : {"combine", "events"})
      if (request_.parameter(each) != nullptr)
        problems_.push_back("\"" + std::string(each) + "\" goes with format=json alone");
  }

  const Request& request_;
  const Host& host_;
  const Dictionary dictionary_;
  Live& live_;
  ExportRequest asked_;
  std::vector<std::string> problems_;
};

}  // namespace

ExportRequest ExportRequest::of(const Request& request, const Host& host, Live& live) {
  return ExportReader(request, host, live).read();
}

}  // namespace pipevane::web

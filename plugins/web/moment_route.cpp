#include "plugins/web/moment_route.h"

#include "plugins/web/callback.h"
#include "plugins/web/history_names.h"
#include "plugins/web/history_refusals.h"
#include "plugins/web/history_request.h"
#include "plugins/web/json_writer.h"
#include "plugins/web/matching_entities.h"
#include "plugins/web/moment.h"
#include "plugins/web/page.h"
#include "plugins/web/parameter_problems.h"

#include <pipevane/error.h>
#include <pipevane/history.h>
#include <pipevane/sized.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace pipevane::web {
namespace {

// Sources tell every ten seconds, and of what they catch up with a value a minute.
constexpr std::int64_t kUsualAgeMs = 120'000, kMostAgeMs = 86'400'000;

// Reads one parameter after the other, and keeps what is wrong with each.
class MomentRequest {
 public:
  MomentRequest(const Host& host, Live& live, const Request& request)
      : host_(host), live_(live), request_(request) {
    ParameterProblems problems;
    problems.attempt([&] { time_ms = number("time", 0, TimeRange::kLatestMs); });
    problems.attempt(
        [&] { max_age_ms = wholeNumber(request, "max_age", 0, kMostAgeMs).value_or(kUsualAgeMs); });
    problems.attempt([&] { query_ = queryForEntitiesIn(request); });
    problems.refuse();
  }

  // Whatever nobody knows has no samples.
  void limit(Moment& moment) const {
    const Dictionary dictionary = host_.dictionary();
    std::vector<EntityId> entities;
    if (query_) entities = matchingEntities(host_, live_, *query_);
    for (const std::string& each : request_.parameters("entity"))
      entities.push_back(dictionary.findEntity(each));
    std::vector<MetricId> metrics;
    for (const std::string& each : request_.parameters("metric"))
      metrics.push_back(dictionary.findMetric(each));
    if (query_ || request_.parameter("entity") != nullptr)
      moment.limitToEntities(std::move(entities));
    if (!metrics.empty()) moment.limitToMetrics(std::move(metrics));
  }

  std::int64_t time_ms = 0, max_age_ms = 0;

 private:
  std::int64_t number(std::string_view name, std::int64_t least, std::int64_t most) const {
    const auto found = wholeNumber(request_, name, least, most);
    if (!found) throw Error("say when with \"" + std::string(name) + "\"");
    return *found;
  }
  const Host& host_;
  Live& live_;
  const Request& request_;
  std::optional<Query> query_;
};

}  // namespace

Response momentOf(const Host& host, Live& live, const Request& request) {
  const MomentRequest asked(host, live, request);
  const Lease<pv_history> history(host, PV_HISTORY);
  if (!history) throw noHistory();
  if (history->size < sizeof(pv_history))
    throw unknownToHistory("this history does not tell how everything was at one time");
  awaitHistoryNames(host);
  Moment moment(host.dictionary(), asked.time_ms);
  asked.limit(moment);
  const pv_history_moment wanted{.size = sizeof(pv_history_moment),
                                 .time_ms = asked.time_ms,
                                 .max_age_ms = asked.max_age_ms,
                                 .series_count = 0,
                                 .series = nullptr};
  Callback take{[&](const pv_history_values& told) { moment.take(sizedCopy(told)); }};
  const auto call = &decltype(take)::template call<pv_history_values>;
  if (history->at(history.self(), &wanted, &take, call) != PV_OK) throw silentHistory();
  take.rethrow();
  Response response;
  JsonWriter json(response.body);
  json.beginObject().key("time_ms").integer(asked.time_ms);
  json.key("max_age_ms").integer(asked.max_age_ms).key("kinds");
  moment.write(json);
  json.endObject();
  return response;
}

}  // namespace pipevane::web

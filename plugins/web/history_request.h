// What /api/metrics/history is asked for.
#pragma once

#include "plugins/web/http.h"
#include "plugins/web/live.h"

#include <pipevane/host.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pipevane::web {

struct TimeRange {
  static constexpr std::int64_t kUsualMs = 3'600'000;
  static constexpr std::int64_t kLatestMs = 253'402'300'800'000;  // the year 10000

  // From `from` and `to`, the last hour by default; throws Problem.
  static TimeRange of(const Request& request, std::int64_t now_ms);

  std::int64_t from_ms, to_ms;
};

// What stands for a step, and its name; throws Problem.
std::pair<std::int32_t, std::string_view> aggregateOf(const Request& request);

struct HistoryRequest {
  static constexpr std::size_t kMostPairs = 500;
  static constexpr std::size_t kMostCombined = 10'000;
  static constexpr std::size_t kUsualPoints = 600;
  static constexpr std::size_t kMostPoints = 500'000;  // of all series together

  // Throws Problem, with all that is wrong.
  static HistoryRequest of(const Request& request, const Host& host, Live& live);

  TimeRange range;
  std::int64_t step_ms;  // 0: samples as they are stored, where so many points hold them
  std::int32_t aggregate;
  std::string_view aggregate_name;
  std::vector<std::string> entities, metrics;  // every pair is answered
  bool searched;                               // the entities are what a query found
  std::int64_t combine;           // PV_COMBINE_...: those of a metric are, and one is answered
  std::string_view combine_name;  // empty: they are not
  bool events;                    // those of the entities come with it
  std::size_t most_points;        // of one series
};

// Why a metric that is no counter is refused where its rate is asked for.
std::string noRateOf(const std::string& metric);

// Of what is told where that is asked for: a counter's rate has another unit than itself.
std::string unitTold(const std::optional<Metric>& metric, std::int32_t aggregate);

}  // namespace pipevane::web

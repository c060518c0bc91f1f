// What an export of the history is asked for: a range of time and the series, by name or by a
// query, or all of them.
#pragma once

#include "plugins/web/history_request.h"
#include "plugins/web/live.h"

#include <pipevane/host.h>

#include <string_view>
#include <vector>

namespace pipevane::web {

struct ExportRequest {
  // Of so many entities, called by their names, archives are asked for what is not stored, as they
  // are for a chart. More would ask the watched systems for thousands of answers.
  static constexpr std::size_t kMostArchived = 16;

  // Throws Problem, with all that is wrong.
  static ExportRequest of(const Request& request, const Host& host, Live& live);

  TimeRange range{};
  std::int64_t step_ms = 0;  // 0: samples as they are stored
  std::int32_t aggregate = 0;
  std::string_view aggregate_name;
  bool with_archives = false;
  // Every series that there is of them, in this order.
  std::vector<EntityId> entities;
  std::vector<MetricId> metrics;
};

}  // namespace pipevane::web

// Which events are asked for.
#pragma once

#include "plugins/web/history_request.h"
#include "plugins/web/http.h"
#include "plugins/web/live_event.h"
#include "plugins/web/query.h"

#include <pipevane/host.h>

#include <string>
#include <vector>

namespace pipevane::web {

class EventFilter {
 public:
  // From `from`, `to`, `entity`, `type`, `severity` and `query`; throws Problem.
  static EventFilter of(const Request& request, const Host& host);

  // All that began in a range, of these entities.
  static EventFilter about(std::vector<EntityId> entities, const TimeRange& range);

  const TimeRange& range() const { return range_; }
  // All but the query.
  bool wants(const LiveEvent& event) const;
  // Whether the entity that it is about matches the query, as it is now.
  bool matches(const LiveState& state, const LiveEvent& event) const;

 private:
  TimeRange range_{0, TimeRange::kLatestMs};
  bool any_entity_ = true;
  std::vector<EntityId> entities_;  // sorted
  std::vector<std::string> types_;
  std::int32_t least_severity_ = PV_SEVERITY_INFO;
  Query query_;
};

}  // namespace pipevane::web

#include "plugins/web/event_filter.h"

#include "plugins/web/matching_entities.h"
#include "plugins/web/words.h"

#include <algorithm>
#include <utility>

namespace pipevane::web {
namespace {

std::int32_t severityNamed(const std::string& name) {
  for (const std::int32_t each :
       {PV_SEVERITY_INFO, PV_SEVERITY_NOTICE, PV_SEVERITY_WARNING, PV_SEVERITY_ERROR})
    if (severityName(each) == name) return each;
  throw Problem{400, "Bad parameter", "\"severity\" must be info, notice, warning or error"};
}

}  // namespace

EventFilter EventFilter::of(const Request& request, const Host& host) {
  EventFilter filter;
  if (request.parameter("from") != nullptr || request.parameter("to") != nullptr)
    filter.range_ = TimeRange::of(request, host.nowMs());
  for (const std::string& each : request.parameters("entity")) {
    filter.any_entity_ = false;
    const EntityId entity = host.dictionary().findEntity(each);
    if (entity != PV_NONE) filter.entities_.push_back(entity);
  }
  std::ranges::sort(filter.entities_);
  filter.types_ = request.parameters("type");
  if (const std::string* least = request.parameter("severity"))
    filter.least_severity_ = severityNamed(*least);
  filter.query_ = queryIn(request).value_or(Query());
  return filter;
}

EventFilter EventFilter::about(std::vector<EntityId> entities, const TimeRange& range) {
  EventFilter filter;
  filter.range_ = range;
  filter.any_entity_ = false;
  filter.entities_ = std::move(entities);
  std::erase(filter.entities_, PV_NONE);
  std::ranges::sort(filter.entities_);
  return filter;
}

bool EventFilter::wants(const LiveEvent& event) const {
  return event.time_ms >= range_.from_ms && event.time_ms < range_.to_ms &&
         event.severity >= least_severity_ &&
         (any_entity_ || std::ranges::binary_search(entities_, event.entity)) &&
         (types_.empty() || std::ranges::find(types_, event.type) != types_.end());
}

bool EventFilter::matches(const LiveState& state, const LiveEvent& event) const {
  if (query_.everything()) return true;
  const LiveEntity* entity = state.find(event.entity);
  return entity != nullptr && query_.matches(state, *entity);
}

}  // namespace pipevane::web

#include "plugins/web/event_page.h"

#include "plugins/web/callback.h"
#include "plugins/web/history_refusals.h"

#include <pipevane/sized.h>

#include <algorithm>
#include <limits>

namespace pipevane::web {

void EventPage::write() {
  const Lease<pv_history> history(host_, PV_HISTORY);
  json_.beginArray();
  if (!begin_.in_history) writeMemory(static_cast<bool>(history));
  if (history && !more_) writeHistory(history);
  json_.endArray();
}

void EventPage::writeMemory(bool beside_history) {
  live_.locked([&](const LiveParts& parts) {
    floor_ms_ =
        beside_history ? parts.events.completeFromMs() : std::numeric_limits<std::int64_t>::min();
    const std::int64_t from_ms = std::max(filter_.range().from_ms, floor_ms_);
    const RecentEvents::Place before = {begin_.time_ms, begin_.number};
    parts.events.newest(std::min(before, {filter_.range().to_ms, 0}), [&](const LiveEvent& event) {
      if (event.time_ms < from_ms) return false;
      if (!filter_.wants(event) || !filter_.matches(parts.state, event)) return true;
      return write(event, {.in_history = false, .time_ms = event.time_ms, .number = event.arrival});
    });
  });
}

// Where memory lost some since the page before, those of its last moment may come twice.
void EventPage::writeHistory(const Lease<pv_history>& history) {
  std::int64_t to_ms = std::min(filter_.range().to_ms, floor_ms_);
  if (begin_.time_ms < to_ms) to_ms = begin_.time_ms + 1;
  const Dictionary dictionary = host_.dictionary();
  std::size_t seen = 0;  // of the moment before `to_ms`
  for (std::size_t chunk = 0; chunk < kMostChunks; ++chunk) {
    std::vector<LiveEvent> found;
    std::size_t count = 0, at_last = 0;
    std::int64_t last_ms = to_ms;
    Callback keep{[&](const pv_event& told) {
      const pv_event event = sizedCopy(told);
      at_last = event.time_ms == last_ms ? at_last + 1 : 1;
      last_ms = event.time_ms;
      if (++count <= seen) return;
      if (filter_.wants({.severity = event.severity,
                         .entity = event.entity,
                         .time_ms = event.time_ms,
                         .name = {},
                         .type = str(event.type),
                         .json = {}}))
        found.push_back(eventFrom({}, event, dictionary.key(event.entity), 0));
    }};
    const std::size_t wanted = kChunk + seen;
    if (history->events(history.self(), filter_.range().from_ms, to_ms, wanted, &keep,
                        &decltype(keep)::template call<pv_event>) != PV_OK)
      throw silentHistory();
    keep.rethrow();
    if (!writeAll(found) || count < wanted) return;
    to_ms = last_ms + 1;
    seen = at_last;
  }
}

bool EventPage::writeAll(const std::vector<LiveEvent>& events) {
  return live_.locked([&](const LiveParts& parts) {
    for (const LiveEvent& each : events) {
      if (!filter_.matches(parts.state, each)) continue;
      told_ = each.time_ms == told_ms_ ? told_ + 1 : 1;
      told_ms_ = each.time_ms;
      const bool before = begin_.in_history && told_ms_ == begin_.time_ms && told_ <= begin_.number;
      if (!before && !write(each, {.in_history = true, .time_ms = told_ms_, .number = told_}))
        return false;
    }
    return true;
  });
}

bool EventPage::write(const LiveEvent& event, const EventCursor& place) {
  if (written_ == limit_) {
    more_ = true;
    return false;
  }
  json_.raw(event.json);
  last_ = place;
  ++written_;
  return true;
}

}  // namespace pipevane::web

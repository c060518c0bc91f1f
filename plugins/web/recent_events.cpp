#include "plugins/web/recent_events.h"

#include <algorithm>

namespace pipevane::web {

void RecentEvents::add(std::string_view component, const pv_event& event,
                       std::string_view entity_key, Version version) {
  LiveEvent made = eventFrom(component, event, entity_key, version);
  made.arrival = ++arrivals_;
  made.change = ++changes_;
  const auto known = made.name.empty() ? by_name_.end() : by_name_.find(made.name);
  if (known != by_name_.end()) {
    made.arrival = known->second->arrival;  // it keeps its place among those of one time
    erase(known->second);
  }
  events_.push_back(std::move(made));
  const Kept kept = std::prev(events_.end());
  bytes_ += kept->bytes();
  by_time_.emplace(Place{kept->time_ms, kept->arrival}, kept);
  if (!kept->name.empty()) by_name_.emplace(kept->name, kept);
  makeRoom();
}

void RecentEvents::makeRoom() {
  while (events_.size() > kMostEvents || bytes_ > kMostBytes) {
    const Kept gone = oldest();
    gone_ms_ = std::max(gone_ms_, gone->time_ms);
    erase(gone);
  }
}

// Of those that are not fresh, where there are some.
RecentEvents::Kept RecentEvents::oldest() const {
  for (const auto& [place, each] : by_time_)
    if (each->change + kMostFresh <= changes_) return each;
  return by_time_.begin()->second;
}

std::int64_t RecentEvents::completeFromMs() const {
  if (gone_ms_ != std::numeric_limits<std::int64_t>::min()) return gone_ms_ + 1;
  return by_time_.empty() ? std::numeric_limits<std::int64_t>::max()
                          : by_time_.begin()->first.first;
}

void RecentEvents::erase(Kept event) {
  bytes_ -= event->bytes();
  by_time_.erase({event->time_ms, event->arrival});
  if (!event->name.empty()) by_name_.erase(event->name);
  events_.erase(event);
}

}  // namespace pipevane::web

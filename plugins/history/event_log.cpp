#include "plugins/history/event_log.h"

#include <pipevane/text.h>

#include <limits>

namespace pipevane::history {
namespace {

// Its name is there twice.
std::size_t bytesOf(const OwnedEvent& event, std::string_view source, std::string_view name) {
  return event.bytes() + source.size() + 2 * name.size();
}

}  // namespace

void EventLog::add(std::string_view source, const pv_event& event) {
  if (OwnedEvent::bytesOf(event) > kEventBytesMax) {
    ++refused_;
    return;
  }
  std::string name;
  std::uint64_t arrival = ++arrivals_;
  if (!view(event.id).empty()) {
    name.append(source).append(1, '\0').append(view(event.id));
    const auto known = by_name_.find(name);
    if (known != by_name_.end()) {
      arrival = known->second.second;  // an update keeps its place among those of one time
      erase(events_.find(known->second));
    }
  }
  const Key key{event.time_ms, arrival};
  auto owned = std::make_shared<const OwnedEvent>(event);
  bytes_ += bytesOf(*owned, source, name);
  if (!name.empty()) by_name_.emplace(name, key);
  events_.emplace(key, Stored{std::move(owned), std::string(source), std::move(name)});
  while (events_.size() > kEventsMax || bytes_ > kBytesMax) {
    erase(events_.begin());
    ++evicted_;
  }
}

void EventLog::join(const EventLog& later) {
  std::unordered_map<std::string, std::size_t> had;  // of those without an id, how many
  const auto said = [](const std::string& source, const Shared& event) {
    return source + '\0' + event->said();
  };
  // Mostly all of it is older than what came later.
  const Key begin = later.events_.empty() ? Key{} : later.events_.begin()->first;
  for (auto at = events_.lower_bound({begin.first, 0}); at != events_.end(); ++at)
    if (at->second.name.empty()) ++had[said(at->second.source, at->second.event)];
  later.each([&](const std::string& source, const Shared& event) {
    if (view(event->raw().id).empty()) {
      const auto same = had.find(said(source, event));
      if (same != had.end() && same->second > 0) {
        --same->second;
        return;
      }
    }
    add(source, event->raw());
  });
  evicted_ = later.evicted_;
  refused_ = later.refused_;
}

std::vector<EventLog::Shared> EventLog::newest(std::int64_t from_ms, std::int64_t to_ms,
                                               std::size_t limit) const {
  std::vector<Shared> found;
  auto at = events_.lower_bound({to_ms, 0});
  while (at != events_.begin() && found.size() < limit) {
    --at;
    if (at->first.first < from_ms) break;
    found.push_back(at->second.event);
  }
  return found;
}

void EventLog::erase(std::map<Key, Stored>::iterator at) {
  bytes_ -= bytesOf(*at->second.event, at->second.source, at->second.name);
  if (!at->second.name.empty()) by_name_.erase(at->second.name);
  events_.erase(at);
}

}  // namespace pipevane::history

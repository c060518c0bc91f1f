// The newest events, each in its latest state. Not for two threads at once.
#pragma once

#include "plugins/web/json_writer.h"
#include "plugins/web/live_entity.h"

#include <pipevane/batch.h>

#include <deque>
#include <string>
#include <utility>
#include <vector>

namespace pipevane::web {

struct LiveEvent {
  Version changed;
  std::int32_t severity;
  std::int64_t time_ms;
  EntityId entity;
  std::string component;  // that sent it; an id is its own
  std::string entity_key, id, type, message;
  std::string state;  // empty: there is none
  std::vector<std::pair<std::string, std::string>> attributes;
};

class RecentEvents {
 public:
  // More than anybody can look at; older ones are in the history.
  static constexpr std::size_t kMostEvents = 512;

  // `entity_key` is empty where the event is about none.
  void add(std::string_view component, const pv_event& event, std::string_view entity_key,
           Version version);
  // Oldest change first.
  const std::deque<LiveEvent>& events() const { return events_; }

 private:
  std::deque<LiveEvent> events_;
};

LiveEvent eventFrom(const pv_event& event, std::string_view entity_key, Version version);
void writeEvent(JsonWriter& json, const LiveEvent& event);

}  // namespace pipevane::web

// The pipeline's components as the WebSocket tells them, with the versions in which they changed.
// Not for two threads at once.
#pragma once

#include "plugins/web/json_writer.h"
#include "plugins/web/live_entity.h"

#include <algorithm>
#include <map>
#include <string>

namespace pipevane::web {

struct ComponentState {
  std::string type;
  std::string_view kind, state;
  std::string why;  // empty: all is well
  std::int64_t since_ms = 0;

  bool operator==(const ComponentState&) const = default;
};
using ComponentStates = std::map<std::string, ComponentState>;

class LiveComponents {
 public:
  bool differsFrom(const ComponentStates& now) const { return now != now_; }
  // Remembers what differs from before as changed in that version.
  void update(ComponentStates now, Version version);

  // `"id": {...}` for each that changed after `since`, null for those that went away; whole: all
  // that are there. Writes nothing and answers false where there is nothing to say.
  bool writePatch(JsonWriter& json, Version since, bool whole) const;

 private:
  struct Changes {
    Version appeared = 0, state = 0, why = 0, since = 0;
    Version newest() const { return std::max({appeared, state, why, since}); }
  };
  void writeOne(JsonWriter& json, const ComponentState& component, const Changes& changes,
                Version since, bool whole) const;

  ComponentStates now_;
  std::map<std::string, Changes> changes_;  // also of those that went away
};

}  // namespace pipevane::web

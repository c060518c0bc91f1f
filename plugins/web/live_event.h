// An event as it is kept and written: its JSON, and what it is found and chosen by.
#pragma once

#include "plugins/web/live_entity.h"

#include <pipevane/batch.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace pipevane::web {

struct LiveEvent {
  Version changed = 0;
  std::int32_t severity = PV_SEVERITY_INFO;
  EntityId entity = PV_NONE;
  std::int64_t time_ms = 0;   // when it began
  std::uint64_t arrival = 0;  // order among those of one time
  std::uint64_t change = 0;   // order among all, as they came in their latest state
  std::string name;           // the component that sent it and its id; empty: it has none
  std::string type;
  std::string json;

  // What it takes in memory, about, with what it is found by.
  std::size_t bytes() const;
};

// `entity_key` is empty where the event is about none. Its texts are cut at 4 KiB each, and what
// does not fit into 32 KiB of its attributes is left out.
LiveEvent eventFrom(std::string_view component, const pv_event& event, std::string_view entity_key,
                    Version version);

}  // namespace pipevane::web

// An entity as the JSON that the contract describes: whole for REST, as a merge patch for the
// WebSocket.
#pragma once

#include "plugins/web/json_writer.h"
#include "plugins/web/live_state.h"

#include <set>
#include <string>

namespace pipevane::web {

// The metrics that a subscription wants; none named: all.
struct Projection {
  std::set<std::string, std::less<>> metrics;

  bool wants(std::string_view metric) const { return metrics.empty() || metrics.contains(metric); }
};

void writeEntity(JsonWriter& json, const LiveState& state, const LiveEntity& entity,
                 std::int64_t steady_ms);

// What of the entity changed after `since`, as a merge patch; with `whole` everything that is there
// and, as null, what went away after `since`.
struct PatchRange {
  Version since;
  bool whole;
};
// Writes nothing at all and answers false where nothing changed.
bool writeEntityPatch(JsonWriter& json, const LiveState& state, const LiveEntity& entity,
                      PatchRange range, const Projection& projection);

}  // namespace pipevane::web

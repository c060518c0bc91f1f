// The figures that a query can compare: the short names cpu, mem, disk, net, and every metric.
#pragma once

#include "plugins/web/live_state.h"

#include <optional>
#include <string_view>

namespace pipevane::web {

// Percent for cpu, mem and disk, bytes per second both ways for net. Nothing where it, or a part
// of it, is unknown.
std::optional<double> figure(const LiveState& state, const LiveEntity& entity,
                             std::string_view name);

}  // namespace pipevane::web

#include "plugins/web/figures.h"

#include <string>

namespace pipevane::web {
namespace {

using Figure = std::optional<double>;

Figure valueOf(const LiveState& state, const LiveEntity& entity, std::string_view name) {
  const LiveMetric* metric = state.metric(entity, name);
  return metric != nullptr && metric->known() ? Figure(metric->value) : std::nullopt;
}

// As `derive` tells it, else from what it is made of, so that queries work without it.
Figure share(const LiveState& state, const LiveEntity& entity, const std::string& what) {
  if (const Figure told = valueOf(state, entity, what + "_used_percent")) return told;
  const Figure used = valueOf(state, entity, what + "_used_bytes");
  const Figure total = valueOf(state, entity, what + "_total_bytes");
  if (!used || !total || *total <= 0) return std::nullopt;
  return *used / *total * 100;
}

Figure cpu(const LiveState& state, const LiveEntity& entity) {
  if (const Figure told = valueOf(state, entity, "cpu_usage_percent")) return told;
  const Figure ratio = valueOf(state, entity, "cpu_usage_ratio");
  return ratio ? Figure(*ratio * 100) : std::nullopt;
}

Figure network(const LiveState& state, const LiveEntity& entity) {
  const Figure in = valueOf(state, entity, "network_receive_bytes_per_second");
  const Figure out = valueOf(state, entity, "network_transmit_bytes_per_second");
  if (!in || !out) return std::nullopt;
  return *in + *out;
}

}  // namespace

Figure figure(const LiveState& state, const LiveEntity& entity, std::string_view name) {
  if (name == "cpu") return cpu(state, entity);
  if (name == "mem" || name == "memory") return share(state, entity, "memory");
  if (name == "disk") return share(state, entity, "disk");
  if (name == "net" || name == "network") return network(state, entity);
  return valueOf(state, entity, name);
}

}  // namespace pipevane::web

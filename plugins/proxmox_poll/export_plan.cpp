#include "plugins/proxmox_poll/export_plan.h"

#include <algorithm>

namespace pipevane::proxmox_poll {

std::string ExportPlan::query(std::optional<std::int64_t> complete_until_ms,
                              std::int64_t server_ms) const {
  const std::int64_t oldest_ms = server_ms - kKeptMs;
  const std::int64_t from_ms =
      complete_until_ms ? std::max(*complete_until_ms - kOverlapMs, oldest_ms) : oldest_ms;
  return "history=1&start-time=" + std::to_string(std::max<std::int64_t>(from_ms, 0) / 1000);
}

}  // namespace pipevane::proxmox_poll

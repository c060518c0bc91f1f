#include "plugins/proxmox_poll/export_plan.h"

#include <algorithm>

namespace pipevane::proxmox_poll {

namespace {

// A row of the list becomes eleven rows of figures in every cycle, measured on 9.2.
constexpr double kFiguresToList = 2.7;
constexpr std::int64_t kCycleMs = 10'000;
// Enough for what comes late.
constexpr std::int64_t kLeastMs = 60'000;

std::int64_t longestMs(std::size_t list_bytes) {
  const double cycle_bytes = std::max(1.0, static_cast<double>(list_bytes) * kFiguresToList);
  const double cycles = static_cast<double>(ExportPlan::kMostBytes) / cycle_bytes;
  const double fits_ms = cycles * static_cast<double>(kCycleMs);
  if (fits_ms >= static_cast<double>(ExportPlan::kKeptMs)) return ExportPlan::kKeptMs;
  return std::max(kLeastMs, static_cast<std::int64_t>(fits_ms));
}

}  // namespace

std::string ExportPlan::query(std::optional<std::int64_t> complete_until_ms, std::int64_t server_ms,
                              std::size_t list_bytes) {
  const std::int64_t oldest_ms = server_ms - longestMs(list_bytes);
  // A node whose clock is ahead has rows of the future; asked from there, the others have none.
  const std::int64_t known_ms = complete_until_ms ? std::min(*complete_until_ms, server_ms) : 0;
  const std::int64_t from_ms = std::max(known_ms - kOverlapMs, oldest_ms);
  return "history=1&start-time=" + std::to_string(std::max<std::int64_t>(from_ms, 0) / 1000);
}

}  // namespace pipevane::proxmox_poll

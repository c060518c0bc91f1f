#include "plugins/proxmox_poll/export_plan.h"

#include "plugins/proxmox_poll/conversation.h"

#include <algorithm>

namespace pipevane::proxmox_poll {

namespace {

// A row of the list becomes eleven rows of figures in every cycle, measured on 9.2.
constexpr double kFiguresToList = 2.7;
constexpr double kCycleMs = 10'000;
constexpr std::int64_t kLeastMs = 60'000;

}  // namespace

std::int64_t ExportPlan::missingFromMs(std::optional<std::int64_t> complete_until_ms) const {
  // A node whose clock is ahead has rows of the future; asked from there, the others have none.
  const std::int64_t known_ms = complete_until_ms ? std::min(*complete_until_ms, server_ms_) : 0;
  return std::max(known_ms - kOverlapMs, server_ms_ - kKeptMs);
}

double ExportPlan::bytesOfCycle(double part) const {
  return std::max(1.0, part * static_cast<double>(list_bytes_) * kFiguresToList);
}

// In whole seconds, as it is asked for. A cycle more than the time is long may lie in it.
std::int64_t ExportPlan::leastMs(double part) const {
  const double cycles = static_cast<double>(Conversation::kExportMost) / bytesOfCycle(part) - 1;
  const double fits_ms = std::clamp(cycles * kCycleMs, kCycleMs, static_cast<double>(kLeastMs));
  return static_cast<std::int64_t>(fits_ms / 1000) * 1000;
}

double ExportPlan::bytes(std::int64_t from_ms, double part) const {
  return static_cast<double>(server_ms_ - from_ms) / kCycleMs * bytesOfCycle(part);
}

std::string ExportPlan::query(std::int64_t from_ms, double most_bytes, double part) const {
  const double fits_ms = most_bytes / bytesOfCycle(part) * kCycleMs;
  const auto reach_ms = static_cast<std::int64_t>(std::min(fits_ms, static_cast<double>(kKeptMs)));
  const std::int64_t begin_ms = std::max(from_ms, server_ms_ - std::max(leastMs(part), reach_ms));
  return "history=1&start-time=" + std::to_string(std::max<std::int64_t>(begin_ms, 0) / 1000);
}

}  // namespace pipevane::proxmox_poll

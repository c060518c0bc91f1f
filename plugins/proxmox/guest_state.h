// The words for what a guest does, and whether it runs then.
#pragma once

#include <algorithm>
#include <optional>
#include <string_view>

namespace pipevane::proxmox {

// QEMU's words for what a machine does, and those of Proxmox VE; the usual ones first.
inline constexpr std::string_view kGuestStates[] = {
    "running",        "stopped",  "unknown",   "paused",         "prelaunch", "suspended",
    "internal-error", "io-error", "inmigrate", "postmigrate",    "save-vm",   "restore-vm",
    "finish-migrate", "shutdown", "watchdog",  "guest-panicked", "debug",     "colo"};

inline bool isGuestState(std::string_view status) {
  return std::ranges::find(kGuestStates, status) != std::end(kGuestStates);
}

// In a state that nobody knows by its uptime: what stands still has one of 0, and 0 for all that it
// does not use.
inline bool guestRuns(std::string_view status, std::optional<double> uptime_s) {
  if (status == "stopped" || status == "unknown") return false;
  return isGuestState(status) || uptime_s.value_or(0) > 0;
}

}  // namespace pipevane::proxmox

// What the source says when it is examined from outside: the service "pipevane.doctor/1".
#pragma once

#include "plugins/proxmox_events/settings.h"

#include <pipevane/doctor.h>
#include <pipevane/host.h>

#include <cstdint>
#include <string>

namespace pipevane::proxmox_events {

// For one call. What holds a node up a source that polls the same cluster examines.
inline constexpr std::int64_t kExaminationMs = 5'000;

// [any] Each endpoint of the options is asked what the token may do, over a connection of its own,
// all at the same time. A JSON array of findings, without the token's secret.
std::string examined(const Settings& settings, const Host& host);

}  // namespace pipevane::proxmox_events

// What the source says when it is examined from outside: the service "pipevane.doctor/1".
#pragma once

#include "plugins/proxmox_poll/settings.h"

#include <pipevane/doctor.h>
#include <pipevane/host.h>

#include <string>

namespace pipevane::proxmox_poll {

// [any] All endpoints of the options at the same time, each over a connection of its own, so that
// none waits for another one; then those again whose certificate is not the pinned or the kept one,
// trusting those that an endpoint tells of its cluster's members, as the running source does. A
// JSON array of findings, without the token's secret, whatever the endpoints say.
std::string examined(const Settings& settings, const Host& host);

}  // namespace pipevane::proxmox_poll

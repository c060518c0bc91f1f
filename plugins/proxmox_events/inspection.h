// The source's state, for people: as JSON.
#pragma once

#include "plugins/proxmox/leadership/leadership.h"
#include "plugins/proxmox_events/event_watch.h"
#include "plugins/proxmox_events/figures.h"

#include <pipevane/host.h>

#include <string>

namespace pipevane::proxmox_events {

// [worker] No secret is in it.
Figures measured(EventWatch& watch, const proxmox::Leadership& leadership, const Host& host);
std::string inspection(EventWatch& watch, const proxmox::Leadership& leadership,
                       const Settings& settings, const Figures& figures, const Host& host);

}  // namespace pipevane::proxmox_events

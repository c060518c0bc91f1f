// A connection to whichever address of a host answers.
#pragma once

#include "plugins/proxmox/api/call_guard.h"
#include "plugins/proxmox/api/resolver.h"

#include <Poco/Net/StreamSocket.h>

#include <cstdint>

namespace pipevane::proxmox {

// Each address gets its share of the time, so that one that is dead leaves some to the others.
// Throws CallError: kName, kConnect, kStopped.
Poco::Net::StreamSocket connectTcp(Resolver& resolver, std::uint16_t port, const CallGuard& guard,
                                   CallGuard::Clock::time_point deadline);

}  // namespace pipevane::proxmox

// Looks at one endpoint over connections of its own.
#pragma once

#include "plugins/proxmox/api/api_client.h"
#include "plugins/proxmox_poll/doctor/seen.h"

#include <pipevane/host.h>

#include <cstddef>
#include <cstdint>

namespace pipevane::proxmox_poll {

// So long for one call: somebody waits for the result. Proxmox VE makes who gives a wrong token
// wait for 3 s.
inline constexpr std::int64_t kExaminationCallMs = 5'000;
// And so long for all calls of one endpoint together; what is left then is not asked.
inline constexpr std::int64_t kExaminationMs = 10'000;
// For what is asked of another member through who answers: one that hangs takes all of it.
inline constexpr std::int64_t kExaminationMemberMs = 2'000;
// So many members at most are asked, one after the other.
inline constexpr std::size_t kExaminationMembers = 32;

// [any] By our clock, and for as long as the host does not stop. Throws Error where the CA file
// cannot be used.
Seen examine(proxmox::ApiClient::Settings settings, const Host& host,
             std::int64_t total_ms = kExaminationMs);

}  // namespace pipevane::proxmox_poll

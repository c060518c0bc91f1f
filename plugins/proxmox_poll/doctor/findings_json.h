// Findings as <pipevane/doctor.h> wants them.
#pragma once

#include "plugins/proxmox_poll/doctor/finding.h"

#include <Poco/JSON/Array.h>

#include <cstdint>
#include <string>

namespace pipevane::proxmox_poll {

// Behind those that are in `all` already. `looked_ms` is when the target was looked at; 0: never.
void addFindings(Poco::JSON::Array& all, const std::string& component, const std::string& target,
                 const Findings& findings, std::int64_t looked_ms);

}  // namespace pipevane::proxmox_poll

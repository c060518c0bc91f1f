// Findings as <pipevane/doctor.h> wants them.
#pragma once

#include "plugins/proxmox_poll/doctor/finding.h"

#include <Poco/JSON/Array.h>

#include <string>

namespace pipevane::proxmox_poll {

// Behind those that are in `all` already.
void addFindings(Poco::JSON::Array& all, const std::string& component, const std::string& target,
                 const Findings& findings);

}  // namespace pipevane::proxmox_poll

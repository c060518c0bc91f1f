// The last look before somebody reads it.
#pragma once

#include "plugins/proxmox/api/secret_filter.h"
#include "plugins/proxmox_poll/doctor/finding.h"

namespace pipevane::proxmox_poll {

// Takes the token's secret out. The client takes it out of answers as they come; a peer that spells
// it in JSON's escapes brings it back when they are read.
void clean(Findings& findings, const proxmox::SecretFilter& filter);

}  // namespace pipevane::proxmox_poll
